import { expect, test } from "vitest";
import { parseStatementCsv, payB2c } from "@/lib/mpesa";
import { createMpesaWorld, PHONE } from "./support";

const { daraja, client, about, pay } = await createMpesaWorld();

test("the portal's file says exactly what moved, in and out", async () => {
  const first = await pay(1500.5, 'A, "1"');
  await pay(2_000_000, "23456789");
  daraja.reversePayment(first.receipt);
  const id = "ours-20260601-9";
  await payB2c(client, {
    ...about,
    originatorConversationId: id,
    amountCents: 50_000,
    phone: PHONE,
  });
  await daraja.whenIdle();
  const answer = await fetch(`${daraja.url}/_sim/statement.csv`);
  expect(answer.headers.get("content-type")).toContain("text/csv");
  const { shortcode, rows, problems } = parseStatementCsv(await answer.text());
  expect(problems).toEqual([]);
  expect(shortcode).toBe(daraja.shortcode);
  const inSeconds = (at: Date | string) => Math.floor(new Date(at).getTime() / 1000);
  const read = rows.map((row) => ({
    receipt: row.receipt,
    direction: row.direction,
    amountCents: row.amountCents,
    at: inSeconds(row.completedAt),
    account: row.accountReference,
    linkedReceipt: row.linkedReceipt ?? null,
  }));
  const truth = daraja.statement().map((entry) => ({
    receipt: entry.receipt,
    direction: entry.direction,
    amountCents: entry.amountCents,
    at: inSeconds(entry.at),
    account: entry.account,
    linkedReceipt: entry.linkedReceipt,
  }));
  expect(read.reverse()).toEqual(truth);
  expect(rows[0]?.balanceCents).toBe(199_950_000);
  expect(rows.every((row) => row.completed)).toBe(true);
});
