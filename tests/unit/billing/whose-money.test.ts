import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { moneySpent, type SourcedMoney, type WalletMove } from "@/lib/billing";

const paid = (source: string | null, cents: number): WalletMove => ({ kind: "in", source, cents });
const spend = (on: string, cents: number, of: SourcedMoney[] = []): WalletMove => ({
  kind: "out",
  on,
  cents,
  of,
});
const back = (on: string, cents: number): WalletMove => ({ kind: "back", on, cents });

/** What a payment's money stands in. */
function boughtWith(source: string | null, moves: WalletMove[]) {
  const sums = [...moneySpent(moves)].map(([on, parts]) => {
    const own = parts.filter((part) => part.source === source);
    return [on, own.reduce((sum, part) => sum + part.cents, 0)] as const;
  });
  return Object.fromEntries(sums.filter(([, cents]) => cents > 0));
}

describe("whose money a wallet has spent", () => {
  test("is the oldest there is, unless it is known whose it was", () => {
    const moves = [paid("p", 100), paid("q", 100), spend("a", 150), spend("b", 50)];
    expect(boughtWith("p", moves)).toEqual({ a: 100 });
    expect(boughtWith("q", moves)).toEqual({ a: 50, b: 50 });
    const known = [...moves.slice(0, 2), spend("a", 60, [{ source: "q", cents: 60 }])];
    expect(boughtWith("q", known)).toEqual({ a: 60 });
    expect(boughtWith("p", known)).toEqual({});
  });

  test("what comes back is still its payment's, whatever it buys next", () => {
    const moves = [
      paid("p", 100),
      spend("a", 100, [{ source: "p", cents: 100 }]),
      back("a", 70),
      paid("q", 50),
      spend("b", 120),
    ];
    expect(boughtWith("p", moves)).toEqual({ a: 30, b: 70 });
    expect(boughtWith("q", moves)).toEqual({ b: 50 });
  });

  test("who owes pays that first, and it buys nothing", () => {
    const gone = { ...spend("reversal", 100), of: [{ source: "p", cents: 100 }] } as WalletMove;
    const moves = [paid("p", 100), spend("a", 100), gone, paid("q", 150), spend("b", 50)];
    expect(boughtWith("q", moves)).toEqual({ b: 50 });
  });

  test("no cent is made up or lost: what stands in a thing is what was spent on it and did not come back", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const { moves, held } = play(steps);
        const spent = moneySpent(moves);
        for (const [on, cents] of held) expect(sumOf(spent.get(on) ?? [])).toBe(cents);
        for (const source of ["p", "q"]) {
          const came = moves.flatMap((move) =>
            move.kind === "in" && move.source === source ? [move] : [],
          );
          const stands = [...spent.values()].flat().filter((part) => part.source === source);
          expect(sumOf(stands)).toBeLessThanOrEqual(sumOf(came));
        }
      }),
    );
  });
});

const sumOf = (parts: { cents: number }[]) => parts.reduce((sum, part) => sum + part.cents, 0);

const step = fc.record({
  kind: fc.constantFrom("in", "out", "back"),
  source: fc.constantFrom("p", "q"),
  on: fc.constantFrom("a", "b", "c"),
  cents: fc.integer({ min: 1, max: 500 }),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** What of these steps a wallet that owes nothing can do, and what then stands in each thing. */
function play(steps: Step[]) {
  const moves: WalletMove[] = [];
  const held = new Map<string, number>();
  let balance = 0;
  for (const { kind, source, on, cents } of steps) {
    const most = { in: cents, out: balance, back: held.get(on) ?? 0 }[kind];
    const amount = Math.min(cents, most);
    if (amount === 0) continue;
    const isOut = kind === "out";
    balance += isOut ? -amount : amount;
    moves.push({ in: paid(source, amount), out: spend(on, amount), back: back(on, amount) }[kind]);
    if (kind !== "in") held.set(on, (held.get(on) ?? 0) + (isOut ? amount : -amount));
  }
  return { moves, held };
}
