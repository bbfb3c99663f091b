import { formatPeriod, formatSpeed } from "@/components/ui/format";
import type { ConnectionChoices } from "@/components/users/connection-fields";
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
    packages: packages.rows
      .filter((item) => item.serviceType === "pppoe")
      .map((item) => {
        const period = formatPeriod(item.periodCount, item.periodUnit);
        return {
          value: item.id,
          label: item.name,
          detail: `${formatSpeed(item.downloadKbps)} · ${period} · ${formatMoney(item.priceCents)}`,
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
