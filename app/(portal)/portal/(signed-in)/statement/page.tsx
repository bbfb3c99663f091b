import type { Metadata } from "next";
import { orProblem } from "@/app/_auth/days-or-problem";
import { requireCustomer } from "@/app/_auth/session";
import { DaysForm } from "@/components/documents/days-form";
import { DownloadLink } from "@/components/documents/download-link";
import { PortalTabs } from "@/components/portal/portal-tabs";
import { Card, CardBody } from "@/components/ui/card";
import { Money } from "@/components/ui/money";
import { ExactTime } from "@/components/ui/relative-time";
import { defaultStatementDays, getStatement, type Statement } from "@/services/documents";

export const metadata: Metadata = { title: "Statement" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function PortalStatementPage({ searchParams }: Props) {
  const { ctx, actor } = await requireCustomer();
  const asked = await searchParams;
  const usual = defaultStatementDays(ctx.now());
  const from = typeof asked.from === "string" ? asked.from : usual.from;
  const to = typeof asked.to === "string" ? asked.to : usual.to;
  const read = getStatement(ctx, { customerId: actor.id, from, to });
  const { data: statement, problem } = await orProblem(read);
  const days = [
    { name: "from", label: "From", value: from },
    { name: "to", label: "To", value: to },
  ];
  return (
    <>
      <h1 className="mt-2 mb-4 text-xl font-semibold">Your statement</h1>
      <PortalTabs />
      <Card>
        <CardBody className="border-line border-b">
          <DaysForm days={days} problem={problem} />
        </CardBody>
        {statement ? <Movements statement={statement} /> : null}
      </Card>
      {statement ? (
        <DownloadLink
          size="lg"
          className="mt-4 w-full"
          href={`/portal/statement/pdf?${new URLSearchParams({ from, to })}`}
          label="This statement as PDF"
        >
          Download as PDF
        </DownloadLink>
      ) : null}
    </>
  );
}

function Movements({ statement }: { statement: Statement }) {
  const balance = (words: string, cents: number) => (
    <li className="flex justify-between gap-4 px-4 py-3 font-semibold">
      {words} <Money cents={cents} />
    </li>
  );
  return (
    <ul className="divide-y divide-line">
      {balance("Wallet before", statement.openingCents)}
      {statement.entries.map((entry) => (
        <li key={entry.id} className="flex justify-between gap-4 px-4 py-3">
          <div className="min-w-0">
            <p>{entry.description}</p>
            <p className="text-sm text-ink-muted">
              <ExactTime at={entry.at} />
            </p>
          </div>
          <Money cents={entry.amountCents} />
        </li>
      ))}
      {balance("Wallet after", statement.closingCents)}
    </ul>
  );
}
