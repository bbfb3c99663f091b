import { asc, eq } from "drizzle-orm";
import { afterAll, expect } from "vitest";
import { type Context, createContext } from "@/lib/context";
import { type Db, schema } from "@/lib/db";
import { onboardCustomer } from "@/services/customers";
import {
  ensureMpesaChannel,
  judgeCallback,
  pullPayments,
  queryAttempt,
  requestStkPayment,
  sendProviderRequest,
  sendStkPush,
} from "@/services/payments";
import { type DarajaSimulatorOptions, startDarajaSimulator } from "@/tests/simulators/daraja";
import { createIsp, createTestDatabase, expectBooksInOrder, waitFor } from "@/tests/support";
import { startHooksServer } from "./hooks-server";

export const PRICE_CENTS = 250_000;

/** A customer who has run out. */
export interface Payer {
  customerId: string;
  userId: string;
  phone: string;
  accountNumber: string;
}

/**
 * An ISP on a database of its own, with a Daraja simulator, our callback routes behind a real server, and the
 * payment jobs run as soon as their events leave. Call once per test file, before anything reads settings.
 */
export async function createPaymentWorld(options: DarajaSimulatorOptions = {}) {
  const hooks = await startHooksServer();
  Object.assign(process.env, {
    INNGEST_BASE_URL: hooks.url,
    CALLBACK_BASE_URL: hooks.url,
    CALLBACK_SOURCE_ADDRESSES: "127.0.0.1",
  });
  const { db } = await createTestDatabase();
  const daraja = await startDarajaSimulator({ callbackFromAddress: "127.0.0.1", ...options });
  const clock = { offsetMs: 0 };
  const now = () => new Date(Date.now() + clock.offsetMs);
  const isp = await createIsp(db, { now });
  const job = createContext({ kind: "job", id: "test" }, { db, now });
  const { channelId } = await ensureMpesaChannel(job, settingsFor(daraja));
  const jobs = runJobs(job, hooks);
  afterAll(async () => {
    await daraja.close();
    await jobs.idle();
    await hooks.close();
  });

  let count = 0;
  async function addPayer(): Promise<Payer> {
    const n = ++count;
    const phone = `+2547${String(20_000_000 + n)}`;
    const onboarded = await onboardCustomer(isp.owner, {
      name: `Payer ${n}`,
      phone,
      user: { routerId: isp.routerId, packageId: isp.packageId, username: `payer-${n}` },
    });
    return { ...onboarded, phone };
  }

  const asCustomer = (customerId: string): Context =>
    createContext({ kind: "customer", id: customerId }, { db, now });

  const press = (payer: Payer) =>
    requestStkPayment(asCustomer(payer.customerId), {
      customerId: payer.customerId,
      userId: payer.userId,
      phone: payer.phone,
    });

  return {
    hooks,
    db,
    daraja,
    clock,
    now,
    isp,
    job,
    channelId,
    jobs,
    addPayer,
    asCustomer,
    press,
    ...readers(db),
  };
}
export type PaymentWorld = Awaited<ReturnType<typeof createPaymentWorld>>;

export const settingsFor = (daraja: {
  url: string;
  shortcode: string;
  consumerKey: string;
  consumerSecret: string;
  passkey: string;
  initiatorName: string;
  initiatorPassword: string;
  certificatePem: string;
}) => ({
  name: "Paybill",
  environment: "simulator" as const,
  kind: "paybill" as const,
  shortcode: daraja.shortcode,
  baseUrl: daraja.url,
  consumerKey: daraja.consumerKey,
  consumerSecret: daraja.consumerSecret,
  passkey: daraja.passkey,
  initiatorName: daraja.initiatorName,
  initiatorPassword: daraja.initiatorPassword,
  certificatePem: daraja.certificatePem,
});

/** What the durable functions do, without a job server: one verb for each event. */
function runJobs(ctx: Context, hooks: Awaited<ReturnType<typeof startHooksServer>>) {
  const verbs: Record<string, (data: Record<string, string>) => Promise<unknown>> = {
    "payments/stk.push.requested": (data) => sendStkPush(ctx, { attemptId: data.attemptId ?? "" }),
    "payments/callback.received": (data) => judgeCallback(ctx, { inboxId: data.inboxId ?? "" }),
    "payments/attempt.query.due": (data) => queryAttempt(ctx, { attemptId: data.attemptId ?? "" }),
    "payments/provider.request.due": (data) =>
      sendProviderRequest(ctx, { requestId: data.requestId ?? "" }),
    "payments/pull.due": (data) => pullPayments(ctx, { channelId: data.channelId ?? "" }),
  };
  const state = { enabled: true, next: 0, failures: [] as unknown[] };
  const running = new Set<Promise<unknown>>();
  const run = () => {
    if (!state.enabled) return;
    for (; state.next < hooks.events.length; state.next++) {
      const event = hooks.events[state.next];
      const work = event && verbs[event.name]?.(event.data);
      if (!work) continue;
      const tracked = work
        .catch((error) => state.failures.push(error))
        .finally(() => running.delete(tracked));
      running.add(tracked);
    }
  };
  hooks.onEvents(run);
  return {
    failures: state.failures,
    /** Events are kept and nothing runs. */
    pause: () => {
      state.enabled = false;
    },
    resume: () => {
      state.enabled = true;
      run();
    },
    /** Waits until an event of this name has come since the pause, and forgets all: the job server lost them. */
    loseEvents: async (name: string) => {
      await waitFor(name, () => hooks.events.slice(state.next).some((one) => one.name === name));
      state.next = hooks.events.length;
      state.enabled = true;
    },
    /** The job server loses all that it was sent and has not begun. */
    forget: () => {
      state.next = hooks.events.length;
    },
    idle: async () => {
      while (running.size > 0) await Promise.all(running);
    },
  };
}

function readers(db: Db) {
  const attempt = async (attemptId: string) => {
    const [row] = await db
      .select()
      .from(schema.stkAttempts)
      .where(eq(schema.stkAttempts.id, attemptId));
    if (!row) throw new Error("no such attempt");
    return row;
  };
  const user = async (userId: string) => {
    const [row] = await db.select().from(schema.users).where(eq(schema.users.id, userId));
    if (!row) throw new Error("no such user");
    return row;
  };
  const paymentsOf = (customerId: string) =>
    db.select().from(schema.payments).where(eq(schema.payments.customerId, customerId));
  const inbox = () => db.select().from(schema.callbackInbox).orderBy(asc(schema.callbackInbox.id));
  const reaches = (attemptId: string, ...states: string[]) =>
    waitFor(
      `attempt to be ${states.join(" or ")}`,
      () => attempt(attemptId),
      (row) => states.includes(row.state),
    );
  /** Nothing waits to be judged any more. */
  const judged = () =>
    waitFor(
      "every callback to be judged",
      async () => (await inbox()).filter((row) => row.status === "received").length,
      (open) => open === 0,
    );
  return { attempt, user, paymentsOf, inbox, reaches, judged };
}

/** The books agree with the simulator's own list of money that truly moved, to the last receipt. */
export async function expectBooksLikeStatement(world: PaymentWorld) {
  const rows = await world.db.select().from(schema.payments);
  const ours = rows
    .filter((row) => row.status !== "reversed")
    .map((row) => `${row.receipt} ${row.amountCents}`);
  const statement = world.daraja.statement();
  const takenBack = new Set(statement.map((entry) => entry.linkedReceipt));
  const truth = statement
    .filter((entry) => entry.direction === "in" && !takenBack.has(entry.receipt))
    .map((entry) => `${entry.receipt} ${entry.amountCents}`);
  expect(ours.sort()).toEqual(truth.sort());
  await expectBooksInOrder(world.db);
}
