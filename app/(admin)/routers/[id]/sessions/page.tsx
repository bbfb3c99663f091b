import type { Metadata } from "next";
import { orNotFound } from "@/app/_auth/or-not-found";
import { requireStaff } from "@/app/_auth/session";
import { SessionList } from "@/components/routers/session-list";
import { PageHeader } from "@/components/ui/page-header";
import { roleAllows } from "@/lib/context";
import { getRouter } from "@/services/routers";
import { disconnectSessionAction } from "../../actions";

export const metadata: Metadata = { title: "Sessions" };

type Props = {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

/** `?name=` narrows to one login, as user pages link it. */
export default async function SessionsPage({ params, searchParams }: Props) {
  const { ctx, actor } = await requireStaff();
  const { id: routerId } = await params;
  const { name } = await searchParams;
  const router = await orNotFound(getRouter(ctx, { routerId }));
  const managed = router.syncPolicy !== "observe_only";
  return (
    <>
      <PageHeader
        title="Sessions"
        crumbs={[
          { label: "Routers", href: "/routers" },
          { label: router.name, href: `/routers/${routerId}` },
        ]}
        description={
          managed
            ? "Who is online, asked from the router just now."
            : "Who is online, asked from the router just now. It is only observed: nobody can be disconnected."
        }
      />
      <SessionList
        routerId={routerId}
        initialSearch={typeof name === "string" ? name.slice(0, 100) : ""}
        mayDisconnect={managed && roleAllows(actor.role, "sync.run")}
        disconnect={disconnectSessionAction}
      />
    </>
  );
}
