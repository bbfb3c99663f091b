import { and, asc, desc, eq, gt, inArray, ne } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { notFound } from "@/lib/errors";
import { uuid } from "@/lib/id";
import { quoteRenewal, type RenewalQuote } from "@/services/billing";
import { loadSettings } from "@/services/settings";
import { type AccessExplanation, explainToCustomer } from "@/services/users";
import { loadOwed, type NamedBill, owedBesidePrices, type PortalOwed } from "./portal-owed";

const Input = z.object({ customerId: uuid() });
const { customerPhones, customers, packages, stkAttempts, users } = schema;

export interface PortalUser {
  userId: string;
  username: string;
  packageName: string;
  downloadKbps: number;
  /** Of prepaid users only. */
  paidUntil: Date | null;
  /** That time is over. */
  ranOut: boolean;
  access: AccessExplanation;
  /** What going on costs; absent when nothing can be bought (suspended by staff). */
  quote?: RenewalQuote;
  /** What the price is made of, of who pays after use. */
  bills?: NamedBill[];
  /** A payment of theirs that is under way. */
  openAttemptId?: string;
}

export interface PortalHome {
  name: string;
  accountNumber: string;
  /** E.164. */
  phone: string;
  users: PortalUser[];
  /** What is owed and no quote asks for: fees, or all of it when nothing can be bought now. Absent when that is nothing. */
  owed?: PortalOwed;
  /** A prompt at expiry: whether we send them, and since when the customer agrees. */
  autoPrompt: { offered: boolean; agreedAt: Date | null };
}

/** What a customer sees first: each login with its state and price. Cached state only. Errors: forbidden, not_found. */
export async function getPortalHome(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<PortalHome> {
  const { customerId } = Input.parse(input);
  authorise(ctx, { staff: "read", customer: customerId });
  const db = handle(ctx);
  const [customer] = await db
    .select({
      name: customers.name,
      accountNumber: customers.accountNumber,
      phone: customerPhones.phone,
      agreedAt: customers.autoPromptConsentAt,
    })
    .from(customers)
    .innerJoin(
      customerPhones,
      and(eq(customerPhones.customerId, customers.id), eq(customerPhones.primary, true)),
    )
    .where(eq(customers.id, customerId));
  if (!customer) throw notFound("customer");
  const rows = await db
    .select({ user: users, item: packages })
    .from(users)
    .innerJoin(packages, eq(packages.id, users.packageId))
    .where(and(eq(users.customerId, customerId), ne(users.status, "closed")))
    .orderBy(asc(users.createdAt));
  const userIds = rows.map(({ user }) => user.id);
  const [open, explained, allOwed] = await Promise.all([
    openAttempts(ctx, customerId),
    explainToCustomer(ctx, userIds),
    loadOwed(ctx, customerId),
  ]);
  const list = rows.map(
    async ({ user, item }): Promise<PortalUser> => ({
      userId: user.id,
      username: user.username,
      packageName: item.name,
      downloadKbps: item.downloadKbps,
      paidUntil: user.billingMode === "prepaid" ? user.paidUntil : null,
      ranOut: user.paidUntil !== null && user.paidUntil <= ctx.now(),
      access: explained.get(user.id) ?? UNKNOWN,
      quote:
        user.status === "active"
          ? await quoteRenewal(ctx, { userId: user.id, periods: 1 })
          : undefined,
      bills:
        user.billingMode === "postpaid"
          ? allOwed.bills.filter(({ userId }) => userId === user.id)
          : undefined,
      openAttemptId: open.get(user.id),
    }),
  );
  const owed = owedBesidePrices(
    allOwed,
    rows.map(({ user }) => user),
  );
  const { agreedAt, ...person } = customer;
  const { autoPrompt: offered } = await loadSettings(ctx, "dunning");
  return {
    ...person,
    users: await Promise.all(list),
    owed: owed && { ...owed, openAttemptId: open.get(null) },
    autoPrompt: { offered, agreedAt },
  };
}

/** A user who was not there a moment ago. */
const UNKNOWN: AccessExplanation = {
  state: "opening",
  headline: "Opening your access",
  words: "This takes a few seconds.",
};

async function openAttempts(ctx: Context, customerId: string): Promise<Map<string | null, string>> {
  const rows = await handle(ctx)
    .select({ id: stkAttempts.id, userId: stkAttempts.userId })
    .from(stkAttempts)
    .where(
      and(
        eq(stkAttempts.customerId, customerId),
        inArray(stkAttempts.state, ["created", "sent", "unknown", "pending"]),
        gt(stkAttempts.expiresAt, ctx.now()),
      ),
    )
    .orderBy(desc(stkAttempts.requestedAt));
  return new Map(rows.map((row) => [row.userId, row.id]));
}
