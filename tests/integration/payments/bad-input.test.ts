import { and, count, eq } from "drizzle-orm";
import { afterAll, describe, expect, test } from "vitest";
import { createContext } from "@/lib/context";
import { schema } from "@/lib/db";
import { listQuarantined, storeCallback } from "@/services/payments";
import { openHookToken } from "@/services/payments/credentials";
import { keepUnreadableRows } from "@/services/payments/keep-unreadable-rows";
import { openMpesaChannel } from "@/services/payments/open-channel";
import { expectBooksInOrder } from "@/tests/support";
import { createPaymentWorld } from "./support";

const world = await createPaymentWorld();
const { daraja, db, job, judged, channelId, now, isp } = world;
const { channel } = await openMpesaChannel(job, channelId);
const token = openHookToken(channelId, channel.hookTokenEncrypted ?? "");
const payer = await world.addPayer();
const provider = createContext({ kind: "provider", id: "mpesa" }, { db });

afterAll(() => expectBooksInOrder(db, { now: now() }));

/** A confirmation with M-Pesa's secret from M-Pesa's address: whatever is wrong with it, money has moved. */
async function confirmed(change: Record<string, unknown>) {
  const body = JSON.stringify({
    TransactionType: "Pay Bill",
    TransID: "UFB0000001",
    TransTime: "20260601093041",
    TransAmount: "100.00",
    BusinessShortCode: daraja.shortcode,
    BillRefNumber: payer.accountNumber,
    ...change,
  });
  await storeCallback(provider, {
    kind: "c2b_confirmation",
    token,
    sourceAddress: "127.0.0.1",
    body,
  });
  await judged();
  const { rows } = await listQuarantined(isp.owner, { search: body.slice(0, 60) });
  return rows.find((row) => row.body === body);
}

async function pullsAsked() {
  const { outbox } = schema;
  const [row] = await db
    .select({ n: count() })
    .from(outbox)
    .where(and(eq(outbox.name, "payments/pull.due")));
  return row?.n ?? 0;
}

describe("a confirmation of money that cannot be", () => {
  test.each(["0", "-2500.00", "2500.005", "1e6", "NaN", "USD 25.00", "999999999999.00"])(
    "an amount of %s waits in quarantine under that name, and M-Pesa's list is asked",
    async (TransAmount) => {
      const before = await pullsAsked();
      const row = await confirmed({ TransAmount });
      expect(row?.reason).toMatch(/^Its amount is not one that M-Pesa can have moved/);
      expect(await pullsAsked()).toBe(before + 1);
      expect(await world.paymentsOf(payer.customerId)).toEqual([]);
    },
  );

  test.each(["", "UF1", "../../etc"])("so does a receipt “%s”", async (TransID) => {
    const row = await confirmed({ TransID });
    expect(row?.reason).toMatch(/^Its receipt is none of M-Pesa's/);
  });
});

test.each([
  ["00000101000000", ["date_doubtful"]],
  ["19991231235959", ["date_doubtful"]],
  ["20910101000000", ["date_doubtful"]],
  ["20261399000000", []],
])(
  "money of the date %s is credited as of now, and staff are told to look",
  async (TransTime, flags) => {
    const TransID = `UFD${TransTime.slice(0, 7)}`;
    expect(await confirmed({ TransTime, TransID })).toBeUndefined();
    const [payment] = await db
      .select()
      .from(schema.payments)
      .where(eq(schema.payments.receipt, TransID));
    expect(payment).toMatchObject({ status: "credited", flags });
    expect(Math.abs(Number(payment?.paidAt) - now().getTime())).toBeLessThan(60_000);
  },
);

test("a receipt that comes again with another amount moves nothing more, and says so", async () => {
  await confirmed({ TransID: "UFE0000001" });
  const row = await confirmed({ TransID: "UFE0000001", TransAmount: "900.00" });
  expect(row?.reason).toBe("known receipt with another amount");
});

test("a row of M-Pesa's list that cannot be read waits where staff see it, once however often it is pulled", async () => {
  const row = { transactionId: "UFZ0000001", amount: "12.345" };
  await keepUnreadableRows(job, channel, [row, { transactionId: "\u0000?" }, null]);
  await keepUnreadableRows(job, channel, [row]);
  const { rows } = await listQuarantined(isp.owner, { search: "list has no receipt" });
  expect(rows.map(({ kind, body }) => [kind, body]).sort()).toEqual([
    ["pull_row", "null"],
    ["pull_row", JSON.stringify(row)],
    ["pull_row", '{"transactionId":"\\u0000?"}'],
  ]);
});
