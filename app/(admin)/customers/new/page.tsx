import { Package, Router } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { requireStaff } from "@/app/_auth/session";
import { OnboardForm } from "@/components/customers/onboard-form";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { connectionChoices } from "../../_forms/connection-choices";
import { onboardAction } from "../actions";

export const metadata: Metadata = { title: "Onboard customer" };

export default async function OnboardPage() {
  const { ctx } = await requireStaff();
  const choices = await connectionChoices(ctx);
  const missing = choices.routers.length === 0 ? "router" : "package";
  const ready = choices.routers.length > 0 && choices.packages.length > 0;
  return (
    <>
      <PageHeader
        title="Onboard customer"
        crumbs={[{ label: "Customers", href: "/customers" }]}
        description="Account number, login on the router, first bill and welcome SMS in one step."
      />
      {ready ? (
        <OnboardForm action={onboardAction} choices={choices} />
      ) : (
        <Card>
          <EmptyState
            icon={missing === "router" ? Router : Package}
            title={`Add a ${missing} first`}
            description="A customer's connection needs a package to have and a router to be on."
            action={
              <Button asChild variant="primary">
                <Link href={`/${missing}s/new`}>Add {missing}</Link>
              </Button>
            }
          />
        </Card>
      )}
    </>
  );
}
