import { Banknote } from "lucide-react";
import type { Metadata } from "next";
import { requireStaff } from "@/app/_auth/session";
import { RefreshEvery } from "@/components/live/refresh-every";
import { AddTill } from "@/components/tills/add-till";
import { TillCard } from "@/components/tills/till-card";
import { TillSessionsTable } from "@/components/tills/till-sessions-table";
import { type ListSearch, listInput } from "@/components/ui/data-table/list-params";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { roleAllows } from "@/lib/context";
import { listTillSessions, listTills } from "@/services/tills";
import { addTillAction, closeTillAction, openTillAction, recordCashAction } from "./actions";

export const metadata: Metadata = { title: "Tills" };

const actions = { open: openTillAction, close: closeTillAction, take: recordCashAction };

export default async function TillsPage({ searchParams }: { searchParams: ListSearch }) {
  const { ctx, actor } = await requireStaff();
  const input = await listInput(searchParams);
  const [tills, sessions] = await Promise.all([listTills(ctx), listTillSessions(ctx, input)]);
  const mayAdd = roleAllows(actor.role, "settings.write");
  const mayUse = roleAllows(actor.role, "tills.write");
  const mayCloseAny = roleAllows(actor.role, "payments.reverse");
  return (
    <>
      <RefreshEvery seconds={15} />
      <PageHeader
        title="Tills"
        description="Cash desks: opened with a count, closed with a count, and every shilling in between has a receipt."
        actions={mayAdd ? <AddTill action={addTillAction} /> : null}
      />
      {tills.length === 0 ? (
        <EmptyState
          icon={Banknote}
          title="No tills yet"
          description="Add a till for each place where customers hand over cash."
        />
      ) : (
        <ul className="mb-8 grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
          {tills.map((till) => (
            <li key={till.channelId}>
              <TillCard
                till={till}
                actions={actions}
                mine={till.session?.staffId === actor.id}
                mayUse={mayUse}
                mayClose={till.session?.staffId === actor.id || mayCloseAny}
              />
            </li>
          ))}
        </ul>
      )}
      <h2 className="mb-3 text-md font-semibold">Closed turns</h2>
      <TillSessionsTable {...sessions} />
    </>
  );
}
