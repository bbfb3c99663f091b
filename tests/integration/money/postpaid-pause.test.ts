import { expect, test } from "vitest";
import { inDays } from "@/lib/billing";
import { pauseUser, resumePausedUser, setBillingMode } from "@/services/billing";
import { errorOf } from "@/tests/support";
import { at, createPostpaidWorld, JUNE_16 } from "./postpaid-world";
import { type Payer, PRICE } from "./support";

const { world, owner, access, userOf, billsOf, pay, sweep, postpaidPayer } =
  await createPostpaidWorld();
const JULY_1 = at("2026-07-01T00:00:00");

const pause = ({ userId }: Payer) => pauseUser(owner, { userId });
const resume = ({ userId }: Payer) => resumePausedUser(owner, { userId });

async function minute(now: Date) {
  world.clock.now = now;
  await sweep();
}

test("who pays after use and is paused over the bill day is billed up to the pause, and from its end on", async () => {
  const payer = await postpaidPayer();
  await minute(at("2026-06-22T00:00:00"));
  await pause(payer);
  expect(await access(payer)).not.toBe("on");
  // Six of June's thirty days.
  expect(await billsOf(payer)).toMatchObject([{ totalCents: PRICE / 5, status: "open" }]);
  await pay(payer, PRICE / 5);
  await minute(JULY_1);
  await minute(at("2026-08-01T00:00:00"));
  expect(await billsOf(payer)).toMatchObject([{ status: "paid" }]);
  expect(await userOf(payer)).toMatchObject({ nextBillAt: null, expiredAt: null });
  world.clock.now = at("2026-08-17T00:00:00");
  await resume(payer);
  expect(await access(payer)).toBe("on");
  const resumed = { nextBillAt: at("2026-09-01T00:00:00"), anchorDay: 1, pausedAt: null };
  expect(await userOf(payer)).toMatchObject(resumed);
  await minute(at("2026-09-01T00:00:00"));
  // 15 of August's 31 days.
  const bills = await billsOf(payer);
  expect(bills).toHaveLength(2);
  expect(bills[1]?.periodStart).toEqual(at("2026-08-17T00:00:00"));
  expect(bills[1]?.totalCents).toBe(PRICE - Math.floor((PRICE * 16) / 31));
});

test("time that was paid before the switch is kept by the pause, and is not billed after it", async () => {
  const payer = await world.addPayer();
  await pay(payer, PRICE);
  await setBillingMode(owner, { userId: payer.userId, mode: "postpaid", billDay: 1 });
  world.clock.now = inDays(JUNE_16, 10);
  expect(await pause(payer)).toEqual({ secondsLeft: 20 * 86_400 });
  await minute(at("2026-09-01T00:00:00"));
  await resume(payer);
  const paidUntil = inDays(world.clock.now, 20);
  expect(await userOf(payer)).toMatchObject({ paidUntil, billedUntil: paidUntil });
  await minute(at("2026-10-01T00:00:00"));
  expect(await billsOf(payer)).toMatchObject([{ periodStart: paidUntil }]);
});

test("who owes an old bill when the pause ends is cut until it is paid", async () => {
  const payer = await postpaidPayer();
  world.clock.now = at("2026-06-22T00:00:00");
  await pause(payer);
  world.clock.now = at("2026-08-17T00:00:00");
  await resume(payer);
  await minute(at("2026-08-17T00:01:00"));
  expect(await access(payer)).not.toBe("on");
  expect(await billsOf(payer)).toHaveLength(1);
  await pay(payer, PRICE / 5);
  expect(await access(payer)).toBe("on");
  expect((await userOf(payer)).nextBillAt).toEqual(at("2026-09-01T00:00:00"));
});

test("pressed many times at once it is paused once; who has been cut has nothing to pause", async () => {
  const payer = await postpaidPayer();
  world.clock.now = at("2026-06-22T00:00:00");
  const presses = await Promise.allSettled(Array.from({ length: 5 }, () => pause(payer)));
  expect(presses.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect(await billsOf(payer)).toHaveLength(1);
  const cut = await postpaidPayer();
  await minute(JULY_1);
  await minute(at("2026-07-12T00:00:00"));
  expect(await access(cut)).not.toBe("on");
  expect((await errorOf(pause(cut))).message).toContain("offline");
});
