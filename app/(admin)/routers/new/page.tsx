import type { Metadata } from "next";
import { requireStaff } from "@/app/_auth/session";
import { NotForRole } from "@/components/not-for-role";
import { RouterForm } from "@/components/routers/router-form";
import { PageHeader } from "@/components/ui/page-header";
import { roleAllows } from "@/lib/context";
import { defaultRouterSettings } from "@/services/routers";
import { addRouterAction, testConnectionAction } from "../actions";

export const metadata: Metadata = { title: "Add router" };

export default async function NewRouterPage() {
  const { actor } = await requireStaff();
  if (!roleAllows(actor.role, "routers.write"))
    return <NotForRole who="Owners, admins and technicians add routers." />;
  return (
    <>
      <PageHeader
        title="Add router"
        crumbs={[{ label: "Routers", href: "/routers" }]}
        description="It is only observed at first: nothing is written until you press “Start managing”."
      />
      <RouterForm
        action={addRouterAction}
        test={testConnectionAction}
        defaults={defaultRouterSettings}
      />
    </>
  );
}
