import fc from "fast-check";

/** One thing that happens: a press of "Pay", a payment by hand, or trouble of ours. */
export type Happening =
  | {
      kind: "push";
      payer: number;
      outcome: "success" | "cancel" | "timeout" | "wrong_pin";
      fault: Fault;
    }
  | { kind: "direct"; payer: number; shillings: number; typed: Typed; copies: number }
  | { kind: "crash"; killAt: number; when: "before" | "sent" }
  | { kind: "lost events" };

export type Typed = "right" | "spaced" | "lower" | "phone" | "wrong" | "empty";
export type Fault = { name: string; [option: string]: unknown } | null;

const PAYERS = 120;
const payer = fc.integer({ min: 0, max: PAYERS - 1 });
export const payerCount = PAYERS;

/** Everything of the M-Pesa fault list that a push can meet; stalls are left to the tests that measure patience. */
const fault: fc.Arbitrary<Fault> = fc.oneof(
  { weight: 10, arbitrary: fc.constant(null) },
  ...(
    [
      { name: "F1" },
      { name: "F2" },
      { name: "F3" },
      { name: "F4", delayMs: 400 },
      { name: "F4", delayMs: 200, hold: "stk" },
      { name: "F5", times: 3 },
      { name: "F6", times: 8 },
      { name: "F7" },
      { name: "F8" },
      { name: "F9", delayMs: 100 },
      { name: "F10", answer: "4999", times: 1 },
      { name: "F11" },
      { name: "F12", amount: "string" },
      { name: "F13", msisdn: "hashed" },
      { name: "F14", when: "before" },
      { name: "F14", when: "after" },
      { name: "F15", at: "push", kind: "html500" },
      { name: "F15", at: "push", kind: "truncated" },
      { name: "F18" },
      { name: "F18", moneyMoves: true },
    ] satisfies Fault[]
  ).map((each) => ({ weight: 1, arbitrary: fc.constant<Fault>(each) })),
);

const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 70,
    arbitrary: fc.record({
      kind: fc.constant("push" as const),
      payer,
      outcome: fc.constantFrom(
        ...([
          "success",
          "success",
          "success",
          "success",
          "cancel",
          "timeout",
          "wrong_pin",
        ] as const),
      ),
      fault,
    }),
  },
  {
    weight: 30,
    arbitrary: fc.record({
      kind: fc.constant("direct" as const),
      payer,
      shillings: fc.constantFrom(2500, 2500, 1000, 50, 5000, 1),
      typed: fc.constantFrom<Typed>("right", "right", "spaced", "lower", "phone", "wrong", "empty"),
      copies: fc.constantFrom(1, 1, 1, 3),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("crash" as const),
      killAt: fc.integer({ min: 1, max: 18 }),
      when: fc.constantFrom("before" as const, "sent" as const),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: "lost events" as const }) },
);

/** So many happenings, the same ones for the same seed. */
export const writeHistory = (length: number, seed: number): Happening[] =>
  fc.sample(happening, { numRuns: length, seed });
