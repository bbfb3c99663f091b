import { eq } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { schema } from "@/lib/db";
import { hashPhone } from "@/lib/phone";
import { settle } from "@/services/payments/settle";
import { resolveAccount } from "@/services/payments/settle/resolve-account";
import { createTestDatabase, expectBooksInOrder } from "@/tests/support";
import {
  attemptRow,
  createMoneyWorld,
  directPayment,
  newReceipt,
  PRICE,
  reports,
  stateOf,
} from "./support";

const { db } = await createTestDatabase();
const world = await createMoneyWorld(db);
afterEach(() => expectBooksInOrder(db, { now: world.clock.now }));

describe("who the money is from", () => {
  test("an attempt's reference typed again with other money credits the account, not the attempt", async () => {
    const payer = await world.addPayer();
    const attempt = await world.addAttempt(payer, { state: "failed" });
    await settle(world.job, directPayment(world, attempt.accountReference, { amountCents: 5_000 }));
    expect(await attemptRow(world, attempt.id)).toMatchObject({ state: "failed" });
    expect((await stateOf(world, payer)).walletCents).toBe(5_000);
  });

  test("a manual payment under an attempt's reference and the push itself are two payments", async () => {
    const payer = await world.addPayer();
    const attempt = await world.addAttempt(payer);
    const manual = newReceipt();
    const pushed = newReceipt();
    await settle(world.job, reports(world, attempt, manual).c2b);
    expect(await attemptRow(world, attempt.id)).toMatchObject({ state: "paid" });
    await settle(world.job, reports(world, attempt, pushed).callback);
    const { payments, renewals } = await stateOf(world, payer);
    expect(new Map(payments.map((p) => [p.receipt, p.attemptId]))).toEqual(
      new Map([
        [manual, null],
        [pushed, attempt.id],
      ]),
    );
    expect(renewals).toHaveLength(2);
  });

  test("an id in upper case finds its customer's wallet", async () => {
    const payer = await world.addPayer();
    const outcome = await settle(world.job, {
      ...world.base(),
      kind: "c2b_confirmation",
      receipt: newReceipt(),
      amountCents: PRICE,
      customerId: payer.customerId.toUpperCase(),
    });
    expect(outcome.outcome).toBe("credited");
  });

  test("an unknown account goes to suspense, and nobody is guessed", async () => {
    const payer = await world.addPayer();
    const outcome = await settle(
      world.job,
      directPayment(world, "99999999", { payer: { number: payer.phone } }),
    );
    expect(outcome.outcome).toBe("suspense");
    expect((await stateOf(world, payer)).payments).toEqual([]);
  });

  test("a callback takes over its receipt from suspense without posting it again", async () => {
    const payer = await world.addPayer();
    const attempt = await world.addAttempt(payer);
    const receipt = newReceipt();
    const first = await settle(
      world.job,
      directPayment(world, "", { receipt, payer: { number: "2547 ***** 999" } }),
    );
    expect(first.outcome).toBe("suspense");
    const second = await settle(world.job, reports(world, attempt, receipt).callback);
    expect(second.outcome).toBe("already_known");
    const state = await stateOf(world, payer);
    expect(state).toMatchObject({ walletCents: 0, user: { expiredAt: null } });
    expect(state.renewals).toHaveLength(1);
    expect(state.payments).toMatchObject([{ receipt, attemptId: attempt.id, status: "credited" }]);
  });

  test("a callback takes over its receipt from the payer's own account when it pays for another's", async () => {
    const [friend, payer] = [await world.addPayer(), await world.addPayer()];
    const attempt = await world.addAttempt(payer, { phone: friend.phone });
    const receipt = newReceipt();
    await settle(world.job, directPayment(world, "", { receipt, payer: { number: friend.phone } }));
    await settle(world.job, reports(world, attempt, receipt).callback);
    expect((await stateOf(world, payer)).renewals).toHaveLength(1);
    // The friend's package was renewed with it meanwhile: the books show what that wallet owes.
    expect((await stateOf(world, friend)).walletCents).toBe(-PRICE);
  });

  test("an account is its number in any spelling, an old reference, or a phone; nothing else", async () => {
    const payer = await world.addPayer();
    const { accountNumber: a, phone } = payer;
    const local = phone.replace("+254", "0");
    for (const typed of [
      a,
      ` ${a.slice(0, 4)}-${a.slice(4)} `,
      `${a}K7Q2`,
      `${a}k7q2`,
      `A/C no. ${a}`,
      `acc#${a}`,
      `"${a.slice(0, 3)}–${a.slice(3)}"`,
      a.replace("0", "O"),
      a.replace("0", "o").replace("1", "l"),
      a.replace("1", "I").replace("5", "S"),
      `+${phone.slice(1)}`,
      local.replace("0", "O"),
      `${local.slice(0, 4)} ${local.slice(4, 7)} ${local.slice(7)}`,
      phone,
      local,
      local.slice(1),
    ])
      expect([typed, await resolveAccount(world.job, typed)]).toEqual([typed, payer.customerId]);
    for (const typed of [
      "",
      "wifi",
      "12",
      "0712",
      "99999999",
      `${a}9`,
      a.slice(1),
      "OOOOOOOO",
      "solo oil bill",
      `house ${a.slice(0, 4)}`,
      // Not its check digit: looking like one is no proof.
      `${a.slice(0, 7)}${(Number(a[7]) + 1) % 10}`,
    ])
      expect([typed, await resolveAccount(world.job, typed)]).toEqual([typed, undefined]);
    expect(await resolveAccount(world.job, "internet", phone)).toBe(payer.customerId);
    expect(await resolveAccount(world.job, "99999999", phone)).toBeUndefined();
    expect(await resolveAccount(world.job, "", hashPhone(phone))).toBe(payer.customerId);
    expect(await resolveAccount(world.job, "", "2547 ***** 126")).toBeUndefined();
  });

  test("neither account nor phone of a closed customer names anybody", async () => {
    const payer = await world.addPayer();
    await db
      .update(schema.customers)
      .set({ status: "closed" })
      .where(eq(schema.customers.id, payer.customerId));
    for (const typed of [payer.accountNumber, payer.phone])
      expect(await resolveAccount(world.job, typed)).toBeUndefined();
    expect(await resolveAccount(world.job, "wifi", payer.phone)).toBeUndefined();
  });
});
