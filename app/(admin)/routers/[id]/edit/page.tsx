import type { Metadata } from "next";
import { orNotFound } from "@/app/_auth/or-not-found";
import { requireStaff } from "@/app/_auth/session";
import { RemoveRouter } from "@/components/routers/remove-router";
import { RouterForm } from "@/components/routers/router-form";
import { PageHeader } from "@/components/ui/page-header";
import { getRouter } from "@/services/routers";
import { removeRouterAction, testConnectionAction, updateRouterAction } from "../../actions";

export const metadata: Metadata = { title: "Edit router" };

type Props = { params: Promise<{ id: string }> };

export default async function EditRouterPage({ params }: Props) {
  const { ctx } = await requireStaff();
  const { id } = await params;
  const router = await orNotFound(getRouter(ctx, { routerId: id }));
  return (
    <>
      <PageHeader
        title={`Edit ${router.name}`}
        crumbs={[
          { label: "Routers", href: "/routers" },
          { label: router.name, href: `/routers/${id}` },
        ]}
      />
      <RouterForm
        key={router.version}
        action={updateRouterAction}
        test={testConnectionAction}
        hidden={{ routerId: id, version: String(router.version) }}
        values={router}
        defaults={router.settings}
      />
      <RemoveRouter
        routerId={id}
        name={router.name}
        answers={router.state.reachability === "up"}
        action={removeRouterAction}
      />
    </>
  );
}
