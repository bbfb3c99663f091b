import { gapsBetween, type Span } from "@/services/statements";

/** One movement as the provider, our rows and the ledger have it; null where it is missing. */
export interface Match {
  direction: "in" | "out";
  at: Date;
  lineId: string | null;
  receipt: string | null;
  lineCents: number | null;
  details: string | null;
  payerName: string | null;
  linkedReceipt: string | null;
  kind: "payment" | "reversal" | "refund" | "withdrawal" | null;
  paymentId: string | null;
  ourCents: number | null;
  ledgerCents: number | null;
  /** Of money that went back: the whole payment. */
  wholeCents: number | null;
}

export type DifferenceKind =
  | "not_with_us"
  | "not_on_statement"
  | "not_covered"
  | "no_receipt"
  | "amount"
  | "ledger"
  | "reversed_there"
  | "part_reversed_there"
  | "unknown_out";

export interface Coverage {
  /** From pull and uploaded statements: money in. */
  in: Span[];
  /** From uploaded statements only: pull lists no money that leaves. */
  out: Span[];
}

const PULL_PATIENCE_MS = 10 * 60_000;

/** From then on pull may simply not have come to it yet: it looks every five minutes. */
export const stillComing = (now: Date): Date => new Date(now.getTime() - PULL_PATIENCE_MS);

/** How a movement differs between the three; undefined when all agree. Pure. */
export function differenceOf(match: Match, coverage: Coverage): DifferenceKind | undefined {
  const { direction, at, lineCents, ourCents, ledgerCents } = match;
  if (lineCents !== null && ourCents === null) return missingWithUs(match);
  if (lineCents === null) {
    if (direction === "in" && match.receipt === null) return "no_receipt";
    return isCovered(coverage[direction], at) ? "not_on_statement" : "not_covered";
  }
  if (lineCents !== ourCents) return "amount";
  return ledgerCents === ourCents ? undefined : "ledger";
}

function missingWithUs(match: Match): DifferenceKind {
  const { direction, lineCents, linkedReceipt, paymentId, wholeCents } = match;
  if (direction === "in") return "not_with_us";
  if (!paymentId || !linkedReceipt) return "unknown_out";
  return (lineCents ?? 0) < (wholeCents ?? 0) ? "part_reversed_there" : "reversed_there";
}

const isCovered = (spans: readonly Span[], at: Date): boolean =>
  gapsBetween(spans, { from: at, until: new Date(at.getTime() + 1) }).length === 0;
