import {
  billPaper,
  creditNotePaper,
  getBill,
  getCreditNote,
  getReceipt,
  getStatement,
  receiptPaper,
  statementCsv,
  statementPaper,
} from "@/services/documents";
import { documentRoute } from "./document-route";

type Side = "staff" | "customer";
type Props = { params: Promise<{ id: string }> };

/** The files that both staff and customers can have; each verb looks whose they are. */
export const billFile =
  (side: Side) =>
  (_request: Request, { params }: Props) =>
    documentRoute(side, async (ctx) => {
      const details = await getBill(ctx, { billId: (await params).id });
      return { name: `bill-${details.bill.number ?? "unnumbered"}`, paper: billPaper(details) };
    });

export const receiptFile =
  (side: Side) =>
  (request: Request, { params }: Props) =>
    documentRoute(side, async (ctx) => {
      const customerId = new URL(request.url).searchParams.get("customer") ?? undefined;
      const details = await getReceipt(ctx, { paymentId: (await params).id, customerId });
      return {
        name: `receipt-${details.payment.receipt ?? "coming"}`,
        paper: receiptPaper(details),
      };
    });

export const creditNoteFile =
  (side: Side) =>
  (_request: Request, { params }: Props) =>
    documentRoute(side, async (ctx) => {
      const details = await getCreditNote(ctx, { creditNoteId: (await params).id });
      return {
        name: `credit-note-${details.note.number ?? "unnumbered"}`,
        paper: creditNotePaper(details),
      };
    });

const daysOf = (request: Request) => {
  const { searchParams } = new URL(request.url);
  return { from: searchParams.get("from") ?? "", to: searchParams.get("to") ?? "" };
};

export const customerStatementFile =
  (format: "pdf" | "csv") =>
  (request: Request, { params }: Props) =>
    documentRoute("staff", async (ctx) =>
      statementFile(ctx, format, { customerId: (await params).id, ...daysOf(request) }),
    );

export const ownStatementFile = (format: "pdf" | "csv") => (request: Request) =>
  documentRoute("customer", (ctx, customerId) =>
    statementFile(ctx, format, { customerId, ...daysOf(request) }),
  );

async function statementFile(
  ctx: Parameters<typeof getStatement>[0],
  format: "pdf" | "csv",
  input: Parameters<typeof getStatement>[1],
) {
  const statement = await getStatement(ctx, input);
  const name = `statement-${statement.customer.accountNumber}-${statement.from}-${statement.to}`;
  return format === "csv"
    ? { name, csv: statementCsv(statement) }
    : { name, paper: statementPaper(statement) };
}
