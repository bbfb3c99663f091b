import type { Metadata } from "next";
import { requireStaff } from "@/app/_auth/session";
import { RouterForm } from "@/components/routers/router-form";
import { PageHeader } from "@/components/ui/page-header";
import { defaultRouterSettings } from "@/services/routers";
import { addRouterAction, testConnectionAction } from "../actions";

export const metadata: Metadata = { title: "Add router" };

export default async function NewRouterPage() {
  await requireStaff();
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
