import { randomUUID } from "node:crypto";
import { z } from "zod";
import { firstNameOf } from "../callback-bodies";
import { type ActiveFault, type Context, changed } from "../context";
import { strikeAnswer, takeCallFault } from "../faults";
import { formatCents } from "../money";
import { parsePlainStamp, pullStamp } from "../stamps";
import type { StatementEntry } from "../types";
import type { Call } from "./call";
import { CallbackUrl, Digits, firstBadField, Phone, ShortCode } from "./fields";
import { isOurs } from "./operation-fields";
import { failure, invalid, ok, type Reply, spoil } from "./reply";

const WINDOW_MS = 48 * 60 * 60 * 1_000;

const Register = z.object({
  ShortCode,
  RequestType: z.literal("Pull"),
  NominatedNumber: Phone,
  CallBackURL: CallbackUrl,
});

const Stamp = z.string().transform((text, issue) => {
  const date = parsePlainStamp(text);
  if (date) return date;
  issue.addIssue({ code: "custom", message: "YYYY-MM-DD HH:mm:ss" });
  return z.NEVER;
});

const Query = z.object({
  ShortCode,
  StartDate: Stamp,
  EndDate: Stamp,
  OffSetValue: Digits.pipe(z.string().regex(/^\d{1,7}$/)).transform(Number),
});

/** Registers the shortcode for Pull Transactions. */
export async function registerPull({ ctx, body }: Call): Promise<Reply> {
  const parsed = Register.safeParse(body);
  if (!parsed.success) return invalid(firstBadField(parsed.error));
  if (!isOurs(ctx, parsed.data.ShortCode)) return invalid("ShortCode");
  const already = ctx.pullRegistered;
  ctx.pullRegistered = true;
  changed(ctx);
  return ok({
    ResponseRefID: newReference(),
    ResponseStatus: already ? "1001" : "1000",
    ShortCode: ctx.options.shortcode,
    ResponseDescription: already ? "ShortCode already Registered" : "ShortCode Registered",
  });
}

/** Lists payments of the last 48 hours; an offset counts rows. */
export async function queryPull({ ctx, body }: Call): Promise<Reply> {
  const parsed = Query.safeParse(body);
  if (!parsed.success) return invalid(firstBadField(parsed.error));
  const { ShortCode: shortcode, StartDate, EndDate, OffSetValue } = parsed.data;
  if (!isOurs(ctx, shortcode)) return invalid("ShortCode");
  if (!ctx.pullRegistered) return failure("500.003.1001", "ShortCode is not registered for Pull");
  const shape = takeListFault(ctx);
  const rows = page(ctx, listed(ctx, StartDate, EndDate), OffSetValue, shape);
  const reply = ok({
    ResponseRefID: newReference(),
    ResponseCode: rows.length > 0 ? "1000" : "1001",
    ResponseMessage: rows.length > 0 ? "Success" : "No records found",
    Response: [rows.map((entry) => row(ctx, entry, shape.date))],
  });
  const spoilt = strikeAnswer(ctx, "pull");
  return spoilt ? spoil(reply, spoilt) : reply;
}

type ListShape = Pick<Extract<ActiveFault, { name: "F19" }>, "copies" | "overlap" | "date">;

function takeListFault(ctx: Context): ListShape {
  const isOne = (fault: ActiveFault) => fault.name === "F19";
  const fault = takeCallFault(ctx, isOne) ?? ctx.faults.find(isOne);
  return fault?.name === "F19" ? fault : { copies: 1, overlap: 0 };
}

/** One page; with F19 rows stand there several times, and some of the page before once more. */
function page(
  ctx: Context,
  entries: StatementEntry[],
  offset: number,
  { copies, overlap }: ListShape,
): StatementEntry[] {
  const rows = entries.flatMap((entry) => Array.from({ length: copies }, () => entry));
  // Past the end there is nothing, or paging would never end.
  if (offset >= rows.length) return [];
  const start = Math.max(0, offset - overlap);
  return rows.slice(start, offset + ctx.options.pullPageSize);
}

function listed(ctx: Context, from: Date, to: Date): StatementEntry[] {
  const oldest = Math.max(from.getTime(), ctx.now().getTime() - WINDOW_MS);
  // EndDate has whole seconds: the second itself is included.
  const newest = to.getTime() + 999;
  return ctx.statement.filter((entry) => {
    const at = new Date(entry.at).getTime();
    const hidden = ctx.attempts.get(entry.checkoutRequestId ?? "")?.hiddenFromPull ?? false;
    return entry.direction === "in" && at >= oldest && at <= newest && !hidden;
  });
}

function row(ctx: Context, entry: StatementEntry, date?: string) {
  return {
    transactionId: entry.receipt,
    trxDate: date ?? pullStamp(new Date(entry.at), ctx.options.pullZone),
    msisdn: Number(entry.msisdn.slice(3)),
    sender: firstNameOf(entry.msisdn),
    transactiontype: ctx.options.kind === "till" ? "c2b-buy-goods-debit" : "c2b-pay-bill-debit",
    billreference: entry.account,
    amount: formatCents(entry.amountCents),
    organizationname: ctx.options.businessName,
  };
}

function newReference(): string {
  return `${randomUUID().slice(0, 13)}-1`;
}
