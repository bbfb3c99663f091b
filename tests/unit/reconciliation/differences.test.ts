import { expect, test } from "vitest";
import {
  type Coverage,
  type DifferenceKind,
  differenceOf,
  type Match,
} from "@/services/reconciliation/differences";

const at = new Date("2026-06-01T09:00:00Z");
const around = [
  { from: new Date("2026-06-01T08:00:00Z"), until: new Date("2026-06-01T10:00:00Z") },
];
const everywhere = { in: around, out: around };
const nowhere = { in: [], out: [] };
const agreed: Match = {
  direction: "in",
  at,
  lineId: "line",
  receipt: "UF1AB2CD3E",
  lineCents: 100,
  details: null,
  payerName: null,
  linkedReceipt: null,
  kind: "payment",
  paymentId: "payment",
  ourCents: 100,
  ledgerCents: 100,
  wholeCents: null,
};
const missingThere = { lineId: null, lineCents: null };
const missingHere = { kind: null, paymentId: null, ourCents: null, ledgerCents: null };

const cases: [string, Partial<Match>, Coverage, DifferenceKind | undefined][] = [
  ["all three agree", {}, everywhere, undefined],
  ["only M-Pesa has it", missingHere, everywhere, "not_with_us"],
  ["only we have it, in a time that is listed", missingThere, everywhere, "not_on_statement"],
  ["only we have it, in a time that nobody listed", missingThere, nowhere, "not_covered"],
  ["its receipt is still to come", { ...missingThere, receipt: null }, everywhere, "no_receipt"],
  ["the amounts differ", { lineCents: 101 }, everywhere, "amount"],
  ["the ledger moved another amount", { ledgerCents: 99 }, everywhere, "ledger"],
  [
    "M-Pesa took a payment of ours back",
    { ...missingHere, direction: "out", paymentId: "payment", linkedReceipt: "UF1AB2CD3E" },
    everywhere,
    "reversed_there",
  ],
  [
    "M-Pesa gave a part of a payment of ours back",
    {
      ...missingHere,
      direction: "out",
      paymentId: "payment",
      linkedReceipt: "UF1AB2CD3E",
      wholeCents: 101,
    },
    everywhere,
    "part_reversed_there",
  ],
  ["money left unknown to us", { ...missingHere, direction: "out" }, everywhere, "unknown_out"],
  [
    "we paid out, and only pull has listed that time",
    { ...missingThere, direction: "out", kind: "refund" },
    { in: around, out: [] },
    "not_covered",
  ],
];

test.each(cases)("%s", (_, values, coverage, difference) => {
  expect(differenceOf({ ...agreed, ...values }, coverage)).toBe(difference);
});
