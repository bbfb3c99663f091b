import type { Metadata } from "next";
import { orProblem } from "@/app/_auth/days-or-problem";
import { requireStaff } from "@/app/_auth/session";
import { BooksTabs } from "@/components/books/books-tabs";
import { TrialBalanceTable } from "@/components/books/trial-balance-table";
import { DaysForm } from "@/components/documents/days-form";
import { DownloadLink } from "@/components/documents/download-link";
import { Card, CardBody } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { dayOf } from "@/lib/time";
import { getTrialBalance } from "@/services/documents";

export const metadata: Metadata = { title: "Trial balance" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function TrialBalancePage({ searchParams }: Props) {
  const { ctx } = await requireStaff();
  const asked = (await searchParams).asOf;
  const asOf = typeof asked === "string" ? asked : dayOf(ctx.now());
  const { data: balance, problem } = await orProblem(getTrialBalance(ctx, { asOf }));
  const query = new URLSearchParams({ asOf }).toString();
  return (
    <>
      <PageHeader
        title="Books"
        description="Each account's balance at the end of a day."
        actions={
          balance ? (
            <>
              <DownloadLink
                href={`/books/trial-balance/pdf?${query}`}
                label="This trial balance as PDF"
              />
              <DownloadLink
                href={`/books/trial-balance/csv?${query}`}
                label="This trial balance as CSV"
              >
                CSV
              </DownloadLink>
            </>
          ) : null
        }
      />
      <BooksTabs />
      <Card>
        <CardBody className="border-line border-b">
          <DaysForm days={[{ name: "asOf", label: "As of", value: asOf }]} problem={problem} />
        </CardBody>
        {balance ? <TrialBalanceTable {...balance} /> : null}
      </Card>
    </>
  );
}
