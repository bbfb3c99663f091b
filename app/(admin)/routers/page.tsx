import { Plus, Router } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { requireStaff } from "@/app/_auth/session";
import { RefreshEvery } from "@/components/live/refresh-every";
import { RouterList } from "@/components/routers/router-list";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { roleAllows } from "@/lib/context";
import { listRouters } from "@/services/routers";

export const metadata: Metadata = { title: "Routers" };

export default async function RoutersPage() {
  const { ctx, actor } = await requireStaff();
  const routers = await listRouters(ctx);
  const add = roleAllows(actor.role, "routers.write") ? (
    <Button asChild variant="primary">
      <Link href="/routers/new">
        <Plus aria-hidden /> Add router
      </Link>
    </Button>
  ) : null;
  return (
    <>
      <RefreshEvery seconds={10} />
      <PageHeader
        title="Routers"
        description="Where users are. Health is from the last poll; no page waits for a router."
        actions={add}
      />
      {routers.length > 0 ? (
        <RouterList routers={routers} />
      ) : (
        <Card>
          <EmptyState
            icon={Router}
            title="No routers yet"
            description="Add a MikroTik router: address, API user, and a test of the connection. It is only observed until you have seen the plan."
            action={add}
          />
        </Card>
      )}
    </>
  );
}
