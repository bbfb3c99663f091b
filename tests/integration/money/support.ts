import { randomBytes } from "node:crypto";
import { eq } from "drizzle-orm";
import type { Context } from "@/lib/context";
import { sha256 } from "@/lib/crypto";
import { type Db, schema } from "@/lib/db";
import { buildAccountReference } from "@/lib/mpesa";
import { onboardCustomer } from "@/services/customers";
import { addPackage } from "@/services/packages";
import type { Evidence } from "@/services/payments/evidence";
import { settle } from "@/services/payments/settle";
import { createIsp } from "@/tests/support";

export const PRICE = 250_000;
export const SHORTCODE = "600123";
const MINUTE = 60_000;

export interface Payer {
  customerId: string;
  userId: string;
  phone: string;
  accountNumber: string;
}

export type MoneyWorld = Awaited<ReturnType<typeof createMoneyWorld>>;

/** An ISP with a Paybill and tax rates, whose events stay in the outbox, and a clock that tests set. */
export async function createMoneyWorld(db: Db, start = new Date("2026-06-10T09:00:00+03:00")) {
  const clock = { now: start };
  const isp = await createIsp(db, { now: () => clock.now });
  await db.update(schema.installation).set({ pausedAt: start, pausedReason: "test" });
  await db.delete(schema.taxRates);
  await db.insert(schema.taxRates).values([
    { kind: "vat", rateBasisPoints: 1600, validFrom: new Date("2020-01-01T00:00:00Z") },
    { kind: "excise", rateBasisPoints: 1500, validFrom: new Date("2020-01-01T00:00:00Z") },
  ]);
  const [channel] = await db
    .insert(schema.paymentChannels)
    .values({
      name: "Paybill",
      provider: "mpesa",
      environment: "simulator",
      kind: "paybill",
      shortcode: SHORTCODE,
      isDefault: true,
    })
    .returning();
  if (!channel) throw new Error("no channel");
  let count = 0;

  /** A customer with one user and nothing to pay but their package; never had access. */
  async function addPayer(options: { fees?: number[]; paidUntil?: Date } = {}): Promise<Payer> {
    const phone = `+2547${String(10_000_000 + ++count)}`;
    const { customerId, userId, accountNumber } = await onboardCustomer(isp.owner, {
      name: `Payer ${count}`,
      phone,
      user: { routerId: isp.routerId, packageId: isp.packageId, username: `payer-${count}` },
      fees: (options.fees ?? []).map((amountCents, i) => ({
        description: `Fee ${i}`,
        amountCents,
      })),
    });
    if (!options.fees) await dropBills(db, customerId);
    if (options.paidUntil) await setPaidUntil(userId, options.paidUntil);
    return { customerId, userId, phone, accountNumber };
  }

  async function setPaidUntil(userId: string, paidUntil: Date, expiredAt: Date | null = null) {
    await db
      .update(schema.users)
      .set({ paidUntil, expiredAt, anchorDay: 10 })
      .where(eq(schema.users.id, userId));
  }

  async function addAttempt(
    payer: Payer,
    values: Partial<typeof schema.stkAttempts.$inferInsert> = {},
  ) {
    const token = randomBytes(16).toString("hex");
    const [attempt] = await db
      .insert(schema.stkAttempts)
      .values({
        channelId: channel?.id ?? "",
        customerId: payer.customerId,
        userId: payer.userId,
        packageId: isp.packageId,
        amountCents: PRICE,
        phone: payer.phone,
        accountReference: buildAccountReference(payer.accountNumber),
        tokenHash: sha256(token),
        tokenEncrypted: "sealed",
        state: "sent",
        requestedAt: clock.now,
        promptedAt: clock.now,
        expiresAt: new Date(clock.now.getTime() + 2 * MINUTE),
        ...values,
      })
      .returning();
    if (!attempt) throw new Error("no attempt");
    return attempt;
  }

  const base = (): Pick<Evidence, "channelId" | "receivedAt" | "paidAt"> => ({
    channelId: channel.id,
    receivedAt: clock.now,
    paidAt: clock.now,
  });

  return { ...isp, db, clock, channel, addPayer, addAttempt, setPaidUntil, base };
}

/** Bills as if they had never been: so that a test starts from a customer who owes nothing. */
async function dropBills(db: Db, customerId: string) {
  const open = await db.select().from(schema.bills).where(eq(schema.bills.customerId, customerId));
  for (const bill of open) {
    await db
      .update(schema.bills)
      .set({ status: "void", voidedAt: bill.issuedAt })
      .where(eq(schema.bills.id, bill.id));
  }
}

type Attempt = Awaited<ReturnType<MoneyWorld["addAttempt"]>>;

let receipts = 0;
/** A receipt that no other payment of this file has. */
export const newReceipt = (): string => `UFA${String(++receipts).padStart(7, "0")}`;

/** Money that somebody sent by hand, under what they typed as account. */
export const directPayment = (
  world: MoneyWorld,
  accountReference: string,
  values: Partial<Evidence> = {},
): Evidence => ({
  ...world.base(),
  kind: "c2b_confirmation",
  receipt: newReceipt(),
  amountCents: PRICE,
  accountReference,
  ...values,
});

export const attemptRow = async ({ db }: MoneyWorld, id: string) =>
  (await db.select().from(schema.stkAttempts).where(eq(schema.stkAttempts.id, id)))[0];

/** The ways in which one STK payment becomes known. */
export const reports = (world: MoneyWorld, attempt: Attempt, receipt: string) => {
  const echo = {
    ...world.base(),
    receipt,
    amountCents: attempt.amountCents,
    accountReference: attempt.accountReference,
    payer: { number: attempt.phone, name: "JANE" },
  };
  return {
    callback: {
      ...world.base(),
      kind: "stk_callback",
      attemptId: attempt.id,
      result: { code: "0", description: "The service request is processed successfully." },
      receipt,
      amountCents: attempt.amountCents,
    },
    query: {
      ...world.base(),
      kind: "stk_query",
      attemptId: attempt.id,
      result: { code: "0", description: "The service request is processed successfully." },
    },
    c2b: { ...echo, kind: "c2b_confirmation", shortcode: SHORTCODE },
    pull: { ...echo, kind: "pull" },
    // A typed code: M-Pesa's answer names the payer, and no account.
    status: {
      ...world.base(),
      kind: "transaction_status",
      receipt,
      amountCents: attempt.amountCents,
      payer: echo.payer,
      shortcode: SHORTCODE,
    },
  } satisfies Record<string, Evidence>;
};

/** Money that names nobody, in suspense; a Till's echo when no account is given. */
export async function addStranger(world: MoneyWorld, values: Partial<Evidence> = {}) {
  const evidence: Evidence = {
    ...world.base(),
    kind: "c2b_confirmation",
    receipt: newReceipt(),
    amountCents: PRICE,
    accountReference: "99999999",
    payer: { number: "2547 ***** 999", name: "WANJIKU KAMAU" },
    ...values,
  };
  const outcome = await settle(world.job, evidence);
  if (outcome.outcome !== "suspense") throw new Error(`it is ${outcome.outcome}`);
  return { paymentId: outcome.paymentId, evidence };
}

export async function attemptState(world: MoneyWorld, id: string) {
  const [attempt] = await world.db
    .select({ state: schema.stkAttempts.state })
    .from(schema.stkAttempts)
    .where(eq(schema.stkAttempts.id, id));
  return attempt?.state;
}

/** Every row of what a customer's payment may have touched. */
export async function stateOf(world: MoneyWorld, payer: Payer) {
  const { db } = world;
  const { ledgerAccounts, payments, renewals, users } = schema;
  const [user] = await db.select().from(users).where(eq(users.id, payer.userId));
  const [wallet] = await db
    .select()
    .from(ledgerAccounts)
    .where(eq(ledgerAccounts.customerId, payer.customerId));
  if (!user) throw new Error("no user");
  return {
    user,
    walletCents: wallet?.balanceCents ?? 0,
    payments: await db.select().from(payments).where(eq(payments.customerId, payer.customerId)),
    renewals: await db.select().from(renewals).where(eq(renewals.userId, payer.userId)),
    restorations: await db
      .select()
      .from(schema.restorations)
      .where(eq(schema.restorations.userId, payer.userId)),
  };
}

export const asJob = (world: MoneyWorld): Context => world.job;

/** What the router is to do with the payer's access. */
export async function accessOnRouter(world: MoneyWorld, payer: Payer): Promise<string | undefined> {
  const [row] = await world.db
    .select({ intent: schema.desiredStates.intent })
    .from(schema.desiredStates)
    .where(eq(schema.desiredStates.userId, payer.userId));
  return row?.intent.access;
}

/** What makes a user one of a hotspot package of 1 GB a month. */
export async function cappedService({ owner }: MoneyWorld) {
  const { packageId } = await addPackage(owner, {
    name: "Hotspot 1 GB",
    serviceType: "hotspot",
    downloadKbps: 5_000,
    uploadKbps: 5_000,
    periodUnit: "month",
    periodCount: 1,
    priceCents: PRICE,
    dataCapBytes: 1_000_000_000,
  });
  return { packageId, serviceType: "hotspot", serviceFamily: "hotspot" } as const;
}
