import { firstNameOf, maskMsisdn } from "./callback-bodies";
import type { Context } from "./context";
import { formatCents, signedCents } from "./money";
import { reasonOf } from "./operations/perform";
import { portalStamp } from "./stamps";
import type { StatementEntry } from "./types";

const HEADINGS =
  "Receipt No.,Completion Time,Initiation Time,Details,Transaction Status,Paid In,Withdrawn,Balance,Balance Confirmed,Reason Type,Other Party Info,Linked Transaction ID,A/C No.";

/** The statement as the M-Pesa portal exports it, newest first; from and to as instants, both included. */
export function statementCsv(ctx: Context, within: { from?: Date; to?: Date } = {}): string {
  const { businessName, shortcode, openingBalance } = ctx.options;
  const from = within.from ?? new Date(ctx.statement[0]?.at ?? ctx.now());
  const to = within.to ?? ctx.now();
  let balance = Math.round(openingBalance * 100);
  const lines = ctx.statement.flatMap((entry) => {
    balance += signedCents(entry);
    const at = new Date(entry.at);
    return at < from || at > to ? [] : [line(ctx, entry, balance)];
  });
  const account = [
    ["Account Holder:", businessName],
    ["Short Code:", shortcode],
    ["Account:", "Utility Account"],
    ["Time Period:", `From ${portalStamp(from)} To ${portalStamp(to)}`],
  ];
  const preamble = account.map((cells) => cells.map(quoted).join(","));
  return `${[...preamble, "", HEADINGS, ...lines.reverse()].join("\r\n")}\r\n`;
}

function line(ctx: Context, entry: StatementEntry, balanceCents: number): string {
  const at = portalStamp(new Date(entry.at));
  const amount = withCommas(entry.amountCents);
  const party = `${maskMsisdn(entry.msisdn)} - ${firstNameOf(entry.msisdn)}`;
  const reason = reasonOf(ctx, entry);
  const account = entry.account === "" ? "" : ` Acc. ${entry.account}`;
  const cells = [
    entry.receipt,
    at,
    at,
    `${reason} ${entry.direction === "in" ? "from" : "to"} ${party}${account}`,
    "Completed",
    entry.direction === "in" ? amount : "",
    entry.direction === "out" ? `-${amount}` : "",
    withCommas(balanceCents),
    "true",
    reason,
    party,
    entry.linkedReceipt ?? "",
    entry.account,
  ];
  return cells.map(quoted).join(",");
}

const withCommas = (cents: number) => formatCents(cents).replace(/\B(?=(\d{3})+\.)/g, ",");

const quoted = (cell: string) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
