import { describe, expect, test } from "vitest";
import { describeRequest } from "@/services/payments/requests/describe-request";
import { needsStaff } from "@/services/payments/requests/needs-staff";
import { askAgainAt } from "@/services/payments/requests/request-states";

const NOW = new Date("2026-06-10T09:00:00+03:00");
const minutesAgo = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000);

const request = {
  kind: "refund" as const,
  state: "unknown" as const,
  sentAt: minutesAgo(30),
  amountCents: 40_000,
  resultDescription: null,
  resultReceipt: null,
  paymentId: null,
  passedOn: [],
};

describe("what was asked of M-Pesa, in words", () => {
  test("an order that nobody answers about says what to do", () => {
    expect(describeRequest(request, NOW)).toEqual({
      words:
        "M-Pesa does not say whether KES 400 was paid out. It is set aside until that is known.",
      todo: "Look in M-Pesa's portal for this payment, then say here what it shows.",
    });
    const reversal = describeRequest({ ...request, kind: "reversal" }, NOW);
    expect(reversal.words).toMatch(/The payment still counts/);
  });

  test("nobody has to do anything while M-Pesa may still answer", () => {
    const fresh = { ...request, sentAt: minutesAgo(9) };
    expect(describeRequest(fresh, NOW).todo).toBeUndefined();
    expect(describeRequest({ ...fresh, state: "created", sentAt: null }, NOW).words).toMatch(
      /Waiting to be sent/,
    );
  });

  test("a refusal says why, and where the money is", () => {
    const failed = { ...request, state: "failed" as const, resultDescription: "No such number." };
    expect(describeRequest(failed, NOW).words).toBe(
      "No such number. The money is back in the wallet.",
    );
    const check = describeRequest({ ...failed, kind: "transaction_status" }, NOW);
    expect(check).toEqual({ words: "No such number." });
    const passedOn = [{ because: "no_answer" as const }];
    const kind = "transaction_status";
    expect(describeRequest({ ...failed, kind, passedOn }, NOW).todo).toMatch(/^Mend it/);
  });
});

test("staff decide about orders only, and only after ten quiet minutes", () => {
  expect(needsStaff({ kind: "refund", state: "sent", sentAt: minutesAgo(10) }, NOW)).toBe(true);
  expect(needsStaff({ kind: "refund", state: "sent", sentAt: minutesAgo(9.9) }, NOW)).toBe(false);
  expect(needsStaff({ kind: "refund", state: "created", sentAt: null }, NOW)).toBe(false);
  expect(needsStaff({ kind: "reversal", state: "failed", sentAt: minutesAgo(99) }, NOW)).toBe(
    false,
  );
  const question = { kind: "transaction_status" as const, state: "unknown" as const };
  expect(needsStaff({ ...question, sentAt: minutesAgo(99) }, NOW)).toBe(false);
});

test("questions come at longer and longer intervals, and end", () => {
  const seconds = [1, 2, 3, 4, 5].map((asked) => askAgainAt(NOW, asked)?.getTime());
  expect(seconds.map((at) => (at ? (at - NOW.getTime()) / 1000 : undefined))).toEqual([
    60, 120, 300, 900, 3600,
  ]);
  expect(askAgainAt(NOW, 6)).toBeUndefined();
});
