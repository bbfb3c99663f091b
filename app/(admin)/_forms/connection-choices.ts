import { formatPeriod, formatSpeed } from "@/components/ui/format";
import type { ConnectionChoices } from "@/components/users/connection-fields";
import { SERVICE_WORDS } from "@/components/users/service-words";
import type { Context } from "@/lib/context";
import { formatMoney } from "@/lib/money";
import { listPackages } from "@/services/packages";
import { listRouters } from "@/services/routers";

const POLICY_WORDS = {
  observe_only: "not managed yet",
  no_deletes: "managed",
  full: "managed",
};

/** Packages on sale and routers in use, as choices of a form. */
export async function connectionChoices(ctx: Context): Promise<ConnectionChoices> {
  const [packages, routers] = await Promise.all([
    listPackages(ctx, { pageSize: 200, status: "active" }),
    listRouters(ctx),
  ]);
  return {
    packages: packages.rows.map((item) => {
      const period = formatPeriod(item.periodCount, item.periodUnit);
      const speed = formatSpeed(item.downloadKbps);
      return {
        value: item.id,
        label: item.name,
        detail: `${SERVICE_WORDS[item.serviceType]} · ${speed} · ${period} · ${formatMoney(item.priceCents)}`,
        serviceType: item.serviceType,
        priceCents: item.priceCents,
        period,
      };
    }),
    routers: routers.map((router) => ({
      value: router.id,
      label: router.name,
      detail: `${router.state.reachability === "down" ? "down · " : ""}${POLICY_WORDS[router.syncPolicy]} · ${router.users.total} users`,
    })),
  };
}
