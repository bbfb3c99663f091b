import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { judgeCallback, sendStkPush, sweepAttempts, sweepInbox } from "@/services/payments";
import { waitFor } from "@/tests/support";
import { createPaymentWorld, expectBooksLikeStatement } from "./support";

const world = await createPaymentWorld();
const { daraja, job, clock, addPayer, press, attempt, reaches } = world;
const script = fileURLToPath(new URL("./run-verb.ts", import.meta.url));

/** Runs a verb in another process that dies by SIGKILL at the fault point. */
async function killedAt(faultPoint: string, verb: string, id: string) {
  const child = spawn(process.execPath, ["--import", "tsx", script, verb, id], {
    env: { ...process.env, FAULT_POINTS: faultPoint },
    stdio: ["ignore", "inherit", "inherit"],
  });
  const [, signal] = await once(child, "exit");
  expect(signal).toBe("SIGKILL");
}

async function pressed() {
  const payer = await addPayer();
  world.jobs.pause();
  const { attemptId } = await press(payer);
  await world.jobs.loseEvents("payments/stk.push.requested");
  return { payer, attemptId };
}

test("killed between claim and push: nothing is ever pushed, the customer may press again", async () => {
  const { payer, attemptId } = await pressed();
  await killedAt("stk.claimed", "sendStkPush", attemptId);
  expect(await attempt(attemptId)).toMatchObject({ state: "sent", checkoutRequestId: null });
  expect((await sendStkPush(job, { attemptId })).outcome).toBe("not_claimed");
  clock.offsetMs += 31_000;
  await sweepAttempts(job);
  expect((await attempt(attemptId)).state).toBe("unknown");
  expect(daraja.requests("push")).toEqual([]);
  clock.offsetMs += 90_000;
  const again = await press(payer);
  expect(again.reused).toBe(false);
  await daraja.waitForPrompt(payer.phone);
  daraja.enterPin(payer.phone);
  await reaches(again.attemptId, "paid");
  await expectBooksLikeStatement(world);
});

test("killed between push and reply: the prompt is not sent again, and its PIN counts", async () => {
  const { payer, attemptId } = await pressed();
  const pushes = daraja.requests("push").length;
  await killedAt("stk.accepted", "sendStkPush", attemptId);
  expect((await sendStkPush(job, { attemptId })).outcome).toBe("not_claimed");
  expect(daraja.requests("push").length).toBe(pushes + 1);
  clock.offsetMs += 31_000;
  await sweepAttempts(job);
  expect((await attempt(attemptId)).state).toBe("unknown");
  daraja.enterPin((await daraja.waitForPrompt(payer.phone)).id);
  await reaches(attemptId, "paid");
  await expectBooksLikeStatement(world);
});

test("killed after settling and before the commit: nothing of it stands, and the next try credits once", async () => {
  const payer = await addPayer();
  const { attemptId } = await press(payer);
  await daraja.waitForPrompt(payer.phone);
  world.jobs.pause();
  daraja.enterPin(payer.phone);
  await world.jobs.loseEvents("payments/callback.received");
  const row = (await world.inbox()).at(-1);
  await killedAt("callback.settled", "judgeCallback", row?.id ?? "");
  await waitFor("the dead process's transaction to end", async () => {
    const [now] = (await world.inbox()).slice(-1);
    return now?.status === "received";
  });
  expect(await world.paymentsOf(payer.customerId)).toEqual([]);
  const [first, second] = await Promise.all([
    judgeCallback(job, { inboxId: row?.id ?? "" }),
    judgeCallback(job, { inboxId: row?.id ?? "" }),
  ]);
  expect([first.verdict, second.verdict].sort()).toEqual(["nothing", "processed"]);
  expect((await attempt(attemptId)).state).toBe("paid");
  clock.offsetMs += 31_000;
  expect(await sweepInbox(job)).toBe(0);
  await expectBooksLikeStatement(world);
});
