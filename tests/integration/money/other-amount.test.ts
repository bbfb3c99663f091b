import { expect, test } from "vitest";
import { createContext } from "@/lib/context";
import { sha256 } from "@/lib/crypto";
import { judgeCallback, postReceiptlessPayments, settle, storeCallback } from "@/services/payments";
import { createTestDatabase, expectBooksInOrder } from "@/tests/support";
import { createMoneyWorld, newReceipt, PRICE, reports, stateOf } from "./support";

/* M-Pesa reports another amount for a push than was asked for: by its callback, its echo and its list. */
const { db } = await createTestDatabase();
const world = await createMoneyWorld(db);
const provider = createContext({ kind: "provider", id: "mpesa" }, { db, now: world.job.now });

test("is credited once, as it came: the push is not posted without a receipt beside it", async () => {
  const payer = await world.addPayer();
  const token = world.job.newId();
  const ids = { checkoutRequestId: `ws_CO_${token}`, merchantRequestId: "m-1" };
  const attempt = await world.addAttempt(payer, {
    tokenHash: sha256(token),
    pushedAt: world.clock.now,
    ...ids,
  });
  const receipt = newReceipt();
  const amountCents = PRICE - 10_000;
  const stkCallback = {
    MerchantRequestID: ids.merchantRequestId,
    CheckoutRequestID: ids.checkoutRequestId,
    ResultCode: 0,
    ResultDesc: "ok",
    CallbackMetadata: {
      Item: [
        { Name: "Amount", Value: amountCents / 100 },
        { Name: "MpesaReceiptNumber", Value: receipt },
      ],
    },
  };
  const { inboxId = "" } = await storeCallback(provider, {
    kind: "stk_callback",
    token,
    sourceAddress: "196.201.214.200",
    body: JSON.stringify({ Body: { stkCallback } }),
  });
  expect(await judgeCallback(world.job, { inboxId })).toMatchObject({ verdict: "quarantined" });
  const { query, c2b } = reports(world, attempt, receipt);
  await settle(world.job, query);
  await settle(world.job, { ...c2b, amountCents });
  world.clock.now = new Date(world.clock.now.getTime() + 31 * 60_000);
  await postReceiptlessPayments(world.job);
  const { payments, walletCents } = await stateOf(world, payer);
  expect(payments).toMatchObject([{ receipt, amountCents }]);
  expect(walletCents).toBe(amountCents);
  await expectBooksInOrder(db, { now: world.clock.now });
});
