import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { createContext } from "@/lib/context";
import { schema } from "@/lib/db";
import { getAttemptProgress } from "@/services/payments";
import { errorOf } from "@/tests/support";
import { createPaymentWorld } from "./support";

const world = await createPaymentWorld();
const { daraja, db, addPayer, press, reaches, asCustomer } = world;

test("a customer is led from the press to being online, and each stage has its time", async () => {
  const payer = await addPayer();
  const me = asCustomer(payer.customerId);
  world.jobs.pause();
  const { attemptId } = await press(payer);
  const look = () => getAttemptProgress(me, { attemptId });
  expect(await look()).toMatchObject({ phase: "requesting", nextAction: "wait", settled: false });
  world.jobs.resume();
  await daraja.waitForPrompt(payer.phone);
  await reaches(attemptId, "sent");
  expect(await look()).toMatchObject({ phase: "prompted", nextAction: "enter_pin" });
  daraja.enterPin(payer.phone);
  await reaches(attemptId, "paid");
  expect(await look()).toMatchObject({ phase: "restoring", settled: false });

  const routerId = world.isp.routerId;
  const router = eq(schema.routerStates.routerId, routerId);
  await db.update(schema.routerStates).set({ reachability: "down" }).where(router);
  expect(await look()).toMatchObject({
    phase: "waiting_for_router",
    words:
      "Your payment is received; the router at your site is not answering, you'll be connected automatically when it is back.",
  });
  await db.update(schema.routerStates).set({ reachability: "up" }).where(router);

  const mine = eq(schema.restorations.attemptId, attemptId);
  await db.update(schema.restorations).set({ verifiedAt: world.now() }).where(mine);
  expect(await look()).toMatchObject({ headline: "Access restored", settled: false });
  await db.update(schema.restorations).set({ onlineAt: world.now() }).where(mine);
  const done = await look();
  expect(done).toMatchObject({ headline: "You are online", nextAction: "none", settled: true });
  const { requestedAt, promptedAt, callbackAt, committedAt } = done.stages;
  const times = [requestedAt, promptedAt, callbackAt, committedAt].map((at) => at?.getTime() ?? 0);
  expect(times).toEqual([...times].sort((a, b) => a - b));
  expect(done.phone).not.toContain(payer.phone.slice(7, 10));
});

test("who is suspended before access opens is told so, not left waiting", async () => {
  const payer = await addPayer();
  const { attemptId } = await press(payer);
  await daraja.waitForPrompt(payer.phone);
  daraja.enterPin(payer.phone);
  await reaches(attemptId, "paid");
  const mine = eq(schema.restorations.attemptId, attemptId);
  await db.update(schema.restorations).set({ verifiedAt: null, onlineAt: null }).where(mine);
  const user = eq(schema.users.id, payer.userId);
  await db.update(schema.users).set({ status: "suspended" }).where(user);
  expect(await getAttemptProgress(asCustomer(payer.customerId), { attemptId })).toMatchObject({
    words: "Thank you. Your access stays suspended until we lift it: please contact us.",
    settled: true,
  });
});

test("a payment that bought time which has run out since does not ask for more", async () => {
  const payer = await addPayer();
  const { attemptId } = await press(payer);
  await daraja.waitForPrompt(payer.phone);
  daraja.enterPin(payer.phone);
  await reaches(attemptId, "paid");
  // Access was open when it came, so that there was none to restore; a month later the time is over.
  await db.delete(schema.restorations).where(eq(schema.restorations.attemptId, attemptId));
  const paidUntil = new Date(world.now().getTime() - 1_000);
  await db.update(schema.users).set({ paidUntil }).where(eq(schema.users.id, payer.userId));
  const progress = await getAttemptProgress(asCustomer(payer.customerId), { attemptId });
  expect(progress).toMatchObject({ phase: "paid", nextAction: "none" });
});

test("a failure is told in words that say what to do", async () => {
  const payer = await addPayer();
  daraja.script({ phone: payer.phone, outcome: "insufficient" });
  const { attemptId } = await press(payer);
  await reaches(attemptId, "failed");
  expect(await getAttemptProgress(asCustomer(payer.customerId), { attemptId })).toMatchObject({
    phase: "failed",
    words: "There is not enough money in this M-Pesa account. Top up and try again.",
    nextAction: "try_again",
    settled: true,
  });
});

test("nobody but staff and the customer sees a payment", async () => {
  const [payer, other] = [await addPayer(), await addPayer()];
  const { attemptId } = await press(payer);
  const asOther = getAttemptProgress(asCustomer(other.customerId), { attemptId });
  expect((await errorOf(asOther)).code).toBe("forbidden");
  expect((await getAttemptProgress(world.isp.owner, { attemptId })).attemptId).toBe(attemptId);
  const nobody = createContext({ kind: "anonymous", id: "-" }, { db });
  expect((await errorOf(getAttemptProgress(nobody, { attemptId }))).code).toBe("unauthenticated");
  const missing = getAttemptProgress(world.isp.owner, { attemptId: world.isp.owner.newId() });
  expect((await errorOf(missing)).code).toBe("not_found");
});
