import type { Metadata } from "next";
import { orProblem } from "@/app/_auth/days-or-problem";
import { orNotFound } from "@/app/_auth/or-not-found";
import { requireStaff } from "@/app/_auth/session";
import { DaysForm } from "@/components/documents/days-form";
import { DownloadLink } from "@/components/documents/download-link";
import { StatementTable } from "@/components/documents/statement-table";
import { Card, CardBody } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { getCustomer } from "@/services/customers";
import { defaultStatementDays, getStatement } from "@/services/documents";

export const metadata: Metadata = { title: "Statement" };

type Props = {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export default async function StatementPage({ params, searchParams }: Props) {
  const { ctx } = await requireStaff();
  const { id: customerId } = await params;
  const { customer } = await orNotFound(getCustomer(ctx, { customerId }));
  const asked = await searchParams;
  const usual = defaultStatementDays(ctx.now());
  const from = typeof asked.from === "string" ? asked.from : usual.from;
  const to = typeof asked.to === "string" ? asked.to : usual.to;
  const { data: statement, problem } = await orProblem(getStatement(ctx, { customerId, from, to }));
  const query = new URLSearchParams({ from, to }).toString();
  return (
    <>
      <PageHeader
        title="Statement"
        description="Every movement of the wallet, each with its document."
        crumbs={[
          { label: "Customers", href: "/customers" },
          { label: customer.name, href: `/customers/${customerId}` },
        ]}
        actions={
          statement ? (
            <>
              <DownloadLink
                href={`/customers/${customerId}/statement/pdf?${query}`}
                label="This statement as PDF"
              />
              <DownloadLink
                href={`/customers/${customerId}/statement/csv?${query}`}
                label="This statement as CSV"
              >
                CSV
              </DownloadLink>
            </>
          ) : null
        }
      />
      <Card>
        <CardBody className="border-line border-b">
          <DaysForm
            days={[
              { name: "from", label: "From", value: from },
              { name: "to", label: "To", value: to },
            ]}
            problem={problem}
          />
        </CardBody>
        {statement ? <StatementTable statement={statement} /> : null}
      </Card>
    </>
  );
}
