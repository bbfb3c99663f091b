import { and, eq } from "drizzle-orm";
import { schema } from "@/lib/db";
import { AppError } from "@/lib/errors";
import { expireDueUsers, numberBills } from "@/services/billing";
import {
  postReceiptlessPayments,
  pullPayments,
  registerC2bUrls,
  sweepAttempts,
  sweepInbox,
} from "@/services/payments";
import { startWorkers } from "@/tests/integration/money/kill-loop/workers";
import { createPaymentWorld, type Payer } from "@/tests/integration/payments/support";
import type { Happening, Typed } from "./history";
import { payerCount } from "./history";

const MINUTE = 60_000;
type Push = Extract<Happening, { kind: "push" }>;
type Direct = Extract<Happening, { kind: "direct" }>;

/** An ISP with customers, the Daraja simulator with M-Pesa's own clock, and worker processes that can be killed. */
export async function createSoakWorld() {
  const time = { offsetMs: 0 };
  const world = await createPaymentWorld({
    mode: "auto",
    autoDelayMs: 0,
    callbackDelayMs: 0,
    now: () => new Date(Date.now() + time.offsetMs),
  });
  const { daraja, job, channelId, db } = world;
  await registerC2bUrls(job, { channelId });
  const workers = await startWorkers();
  const payers: Payer[] = [];
  for (let n = 0; n < payerCount; n++) payers.push(await world.addPayer());
  const counts = { pushes: 0, direct: 0, refused: 0, kills: 0, lostEvents: 0 };

  const payerOf = (index: number): Payer => {
    const payer = payers[index];
    if (!payer) throw new Error("no such payer");
    return payer;
  };

  async function push({ payer, outcome, fault }: Push) {
    const who = payerOf(payer);
    const faults = fault ? [fault as never] : [];
    daraja.script({ phone: who.phone, outcome, faults });
    counts.pushes++;
    await world.press(who).catch(onlyRefusals);
  }

  function onlyRefusals(error: unknown) {
    if (!(error instanceof AppError)) throw error;
    counts.refused++;
  }

  async function pay({ payer, shillings, typed, copies }: Direct) {
    const who = payerOf(payer);
    counts.direct++;
    await daraja.payDirect({
      phone: who.phone,
      amount: shillings,
      account: accountAs(typed, who),
      faults: copies > 1 ? [{ name: "F5", times: copies }] : [],
    });
  }

  /** Whoever judges what has just come dies on the way, each at the same statement. */
  async function crash({ killAt, when }: { killAt: number; when: "before" | "sent" }) {
    const waiting = await db
      .select({ id: schema.callbackInbox.id })
      .from(schema.callbackInbox)
      .where(and(eq(schema.callbackInbox.status, "received")))
      .limit(3);
    for (const { id } of waiting) {
      const order = {
        verb: "judgeCallback",
        input: { inboxId: id },
        actor: job.actor,
        now: world.now(),
      };
      const fate = await workers.run({ ...order, killAt, when });
      if (fate.killed) counts.kills++;
    }
  }

  async function passTime(ms: number) {
    time.offsetMs += ms;
    world.clock.offsetMs += ms;
  }

  /** What a tick does, all of it. */
  async function tick() {
    await sweepInbox(job);
    await sweepAttempts(job);
    await expireDueUsers(job);
    await postReceiptlessPayments(job);
    await numberBills(job);
    await world.jobs.idle();
  }

  /** All that is held back comes, every query is asked, the list is pulled, and half an hour passes. */
  async function settleDown() {
    world.jobs.resume();
    daraja.release();
    for (let round = 0; round < 12; round++) {
      await world.jobs.idle();
      await passTime(11 * MINUTE);
      await tick();
      await pullPayments(job, { channelId });
    }
    await world.judged();
  }

  return { ...world, counts, workers, push, pay, crash, passTime, tick, settleDown };
}

function accountAs(typed: Typed, { accountNumber, phone }: Payer): string {
  switch (typed) {
    case "spaced":
      return `${accountNumber.slice(0, 4)} ${accountNumber.slice(4)}`;
    case "lower":
      return `acc${accountNumber}`.slice(3).toLowerCase();
    case "phone":
      return phone.replace("+254", "0");
    case "wrong":
      return "99999999";
    case "empty":
      return "";
    default:
      return accountNumber;
  }
}
