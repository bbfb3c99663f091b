import type { CreditNoteRow } from "@/services/billing";
import { Money } from "../ui/money";
import { RelativeTime } from "../ui/relative-time";
import { Table, Td, Th, Tr } from "../ui/table";

/** What was given back of bills, and why. */
export function CreditNotes({ notes }: { notes: CreditNoteRow[] }) {
  if (notes.length === 0)
    return <p className="px-4 py-8 text-center text-ink-muted">No credit notes.</p>;
  return (
    <Table label="Credit notes">
      <thead>
        <tr>
          <Th>Credit note</Th>
          <Th className="max-sm:hidden">Of bill</Th>
          <Th>Why</Th>
          <Th className="text-right">Amount</Th>
          <Th className="max-sm:hidden">Issued</Th>
        </tr>
      </thead>
      <tbody>
        {notes.map((note) => (
          <Tr key={note.id}>
            <Td className="font-mono text-sm">{note.number ?? "being numbered"}</Td>
            <Td className="font-mono text-sm max-sm:hidden">{note.billNumber}</Td>
            <Td className="[overflow-wrap:anywhere]">{note.reason}</Td>
            <Td className="text-right">
              <Money cents={note.totalCents} />
            </Td>
            <Td className="text-ink-muted max-sm:hidden">
              <RelativeTime at={note.issuedAt} />
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
