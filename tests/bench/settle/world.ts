import { randomBytes } from "node:crypto";
import { sql } from "drizzle-orm";
import { type Context, createContext, withTransaction } from "@/lib/context";
import { sha256 } from "@/lib/crypto";
import { type Db, schema } from "@/lib/db";
import { buildAccountReference } from "@/lib/mpesa";
import { onboardCustomer } from "@/services/customers";
import { declareDesiredStates } from "@/services/desired-state";
import type { Evidence } from "@/services/payments";
import { createIsp } from "@/tests/support/fixtures";

const PRICE_CENTS = 250_000;
const DAY_MS = 86_400_000;

interface Payer {
  customerId: string;
  userId: string;
  accountNumber: string;
  phone: string;
}

export interface BenchWorld {
  db: Db;
  job: Context;
  channelId: string;
  packageId: string;
  payers: Payer[];
}

/** An ISP with customers who have a login each and nothing paid; its events stay in the outbox. */
export async function createBenchWorld(db: Db, customers: number): Promise<BenchWorld> {
  const isp = await createIsp(db);
  await db
    .update(schema.installation)
    .set({ pausedAt: new Date(), pausedReason: "a benchmark has no job server" });
  const [channel] = await db
    .insert(schema.paymentChannels)
    .values({
      name: "Paybill",
      provider: "mpesa",
      environment: "simulator",
      kind: "paybill",
      shortcode: "600123",
      isDefault: true,
    })
    .returning();
  if (!channel) throw new Error("no channel");
  const payers: Payer[] = [];
  for (let n = 0; n < customers; n++) {
    const phone = `+2547${String(10_000_000 + n)}`;
    const user = { routerId: isp.routerId, packageId: isp.packageId, username: `bench-${n}` };
    const made = await onboardCustomer(isp.owner, { name: `Bench ${n}`, phone, user });
    payers.push({ ...made, phone });
  }
  await db.update(schema.bills).set({ status: "void", voidedAt: new Date() });
  return { db, job: isp.job, channelId: channel.id, packageId: isp.packageId, payers };
}

/**
 * Everybody's time ran out yesterday, and everybody has pressed "Pay": one callback each, as judged. A settlement
 * then does all it can have to do: credit, bill, renew, reopen, tell the customer.
 */
export async function lapseAndPress(world: BenchWorld): Promise<Evidence[]> {
  const { db, payers } = world;
  const yesterday = new Date(Date.now() - DAY_MS);
  await db.update(schema.users).set({ paidUntil: yesterday, expiredAt: yesterday });
  const ctx = createContext({ kind: "job", id: "bench" }, { db });
  const userIds = payers.map(({ userId }) => userId);
  await withTransaction(ctx, (tx) => declareDesiredStates(tx, { userIds, reason: "time ran out" }));
  await db.execute(sql`update stk_attempts set state = 'expired' where state = 'sent'`);
  const attempts = await db
    .insert(schema.stkAttempts)
    .values(payers.map((payer) => attemptOf(world, payer)))
    .returning();
  await db.execute(sql`analyze`);
  return attempts.map((attempt) => ({
    kind: "stk_callback",
    channelId: world.channelId,
    attemptId: attempt.id,
    result: { code: "0", description: "The service request is processed successfully." },
    receipt: randomBytes(5).toString("hex").toUpperCase(),
    amountCents: attempt.amountCents,
    paidAt: new Date(),
    receivedAt: new Date(),
  }));
}

function attemptOf(world: BenchWorld, payer: Payer): typeof schema.stkAttempts.$inferInsert {
  const now = new Date();
  return {
    channelId: world.channelId,
    customerId: payer.customerId,
    userId: payer.userId,
    packageId: world.packageId,
    amountCents: PRICE_CENTS,
    phone: payer.phone,
    accountReference: `${buildAccountReference(payer.accountNumber).slice(0, 8)}${randomBytes(4).toString("hex").toUpperCase()}`,
    tokenHash: sha256(randomBytes(16).toString("hex")),
    tokenEncrypted: "sealed",
    state: "sent",
    requestedAt: now,
    promptedAt: now,
    expiresAt: new Date(now.getTime() + 120_000),
  };
}
