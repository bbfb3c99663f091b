import type { Metadata } from "next";
import Link from "next/link";
import { orNotFound } from "@/app/_auth/or-not-found";
import { requireStaff } from "@/app/_auth/session";
import { NotForRole } from "@/components/not-for-role";
import { SetUpScript } from "@/components/routers/set-up-script";
import { Button } from "@/components/ui/button";
import { PageHeader } from "@/components/ui/page-header";
import { roleAllows } from "@/lib/context";
import { suggestSetUp } from "@/services/provisioning";
import { showScriptAction } from "./actions";

export const metadata: Metadata = { title: "Set up router" };

type Props = { params: Promise<{ id: string }> };

export default async function SetUpPage({ params }: Props) {
  const { ctx, actor } = await requireStaff();
  const { id: routerId } = await params;
  if (!roleAllows(actor.role, "routers.write"))
    return <NotForRole who="Owners, admins and technicians set routers up." />;
  const suggestion = await orNotFound(suggestSetUp(ctx, { routerId }));
  return (
    <>
      <PageHeader
        title={`Set up ${suggestion.name}`}
        crumbs={[
          { label: "Routers", href: "/routers" },
          { label: suggestion.name, href: `/routers/${routerId}` },
        ]}
        description="A script to paste into the router's terminal. It may run twice."
      />
      <SetUpScript routerId={routerId} suggestion={suggestion} show={showScriptAction} />
      <nav aria-label="Next" className="mt-6 flex flex-wrap gap-2">
        <Button asChild>
          <Link href={`/routers/${routerId}/edit`}>
            Test the connection and pin its certificate
          </Link>
        </Button>
        <Button asChild>
          <Link href={`/routers/${routerId}/import`}>Import who is on it</Link>
        </Button>
      </nav>
    </>
  );
}
