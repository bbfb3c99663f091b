import { ACCOUNT_WORDS } from "@/lib/account-words";
import type { JournalView } from "@/services/reports";
import { Money } from "../ui/money";
import { RelativeTime } from "../ui/relative-time";
import { Table, Td, Th } from "../ui/table";

/** Where the money went, in double entry. */
export function Journals({ journals }: { journals: JournalView[] }) {
  if (journals.length === 0) {
    return <p className="px-4 py-8 text-center text-ink-muted">Nothing has been posted yet.</p>;
  }
  return (
    <div className="divide-y divide-line">
      {journals.map((journal) => (
        <section key={journal.id}>
          <h3 className="flex items-baseline justify-between gap-4 px-4 pt-3 pb-1 text-sm font-medium">
            {journal.description}
            <RelativeTime at={journal.postedAt} className="font-normal text-ink-faint" />
          </h3>
          <Table label={`Entries of ${journal.description}`}>
            <thead>
              <tr>
                <Th>Account</Th>
                <Th className="text-right">Debit</Th>
                <Th className="text-right">Credit</Th>
                <Th className="text-right max-sm:hidden">Balance after</Th>
              </tr>
            </thead>
            <tbody>
              {journal.entries.map((entry) => (
                <tr key={entry.id} className="last:[&>td]:border-b-0">
                  <Td>{ACCOUNT_WORDS[entry.account]}</Td>
                  <Td className="text-right">
                    {entry.direction === "debit" ? <Money cents={entry.amountCents} /> : null}
                  </Td>
                  <Td className="text-right">
                    {entry.direction === "credit" ? <Money cents={entry.amountCents} /> : null}
                  </Td>
                  <Td className="text-right text-ink-muted max-sm:hidden">
                    {entry.balanceAfterCents === null ? null : (
                      <Money cents={entry.balanceAfterCents} />
                    )}
                  </Td>
                </tr>
              ))}
            </tbody>
          </Table>
        </section>
      ))}
    </div>
  );
}
