import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Change, type ObservedRow, queueMoves } from "@/lib/sync";
import { ALICE, INSTALLATION } from "./model";

const SHARED = `isp:${INSTALLATION}`;
const MINE = `${SHARED}:${ALICE} Alice`;

const queue = (name: string, target: string, rest: Record<string, string> = {}): ObservedRow => {
  const { comment, ...fields } = rest;
  return {
    kind: "queue",
    rowId: `*${name}`,
    name,
    fields: { target, ...fields },
    ...(comment && { comment }),
    dynamic: false,
    isDefault: false,
  };
};
const mine = (name: string, target: string, rest = {}) =>
  queue(name, target, { comment: MINE, ...rest });
const words = (rows: ObservedRow[]) =>
  queueMoves(rows, SHARED).map(({ name, beforeRow }) => [name, beforeRow]);

describe("of simple queues the first that fits wins", () => {
  const cases: [string, ObservedRow[], (string | undefined)[][]][] = [
    ["ours above a wider one is right", [mine("a", "10.0.0.5/32"), queue("all", "10.0.0.0/8")], []],
    [
      "ours below a wider one moves in front of it",
      [queue("all", "10.0.0.0/8"), mine("a", "10.0.0.5/32")],
      [["a", "*all"]],
    ],
    [
      "ours below another for the same address moves",
      [queue("old", "10.0.0.5"), mine("a", "10.0.0.5/32")],
      [["a", "*old"]],
    ],
    [
      "a queue for other addresses, a disabled one and one of an interface catch nothing",
      [
        queue("x", "10.1.0.0/16"),
        queue("y", "0.0.0.0/0", { disabled: "true" }),
        queue("z", "ether2"),
        mine("a", "10.0.0.5/32"),
      ],
      [],
    ],
    [
      "one of several targets is enough",
      [queue("two", "192.168.0.0/24,10.0.0.0/24"), mine("a", "10.0.0.5/32")],
      [["a", "*two"]],
    ],
    [
      "a child above its parent moves behind it",
      [
        mine("a", "10.0.0.5/32", { parent: "p" }),
        queue("p", "10.0.0.0/8"),
        queue("q", "10.9.0.0/16"),
      ],
      [["a", "*q"]],
    ],
    [
      "a child behind the last one moves to the end",
      [mine("a", "10.0.0.5/32", { parent: "p" }), queue("p", "10.0.0.0/8")],
      [["a", undefined]],
    ],
    [
      "the parent itself is in no child's way, a sibling is",
      [
        queue("p", "10.0.0.0/8"),
        queue("sister", "10.0.0.0/16", { parent: "p" }),
        mine("a", "10.0.0.5/32", { parent: "p" }),
      ],
      [["a", "*sister"]],
    ],
  ];
  test.each(cases)("%s", (_, rows, expected) => {
    expect(words(rows)).toEqual(expected);
  });
});

const aQueue = fc.record({
  ours: fc.boolean(),
  target: fc.constantFrom("10.0.0.5/32", "10.0.0.6/32", "10.0.0.0/24", "10.0.0.0/8", "0.0.0.0/0"),
  parent: fc.constantFrom("none", "p"),
});

test("in any order of queues, the moves are all that is needed and keep foreign queues in theirs", () => {
  fc.assert(
    fc.property(fc.array(aQueue, { maxLength: 10 }), fc.nat(10), (all, at) => {
      const rows = all.map(({ ours, target, parent }, i) =>
        (ours ? mine : queue)(`q${i}`, ours ? "10.0.0.5/32" : target, { parent }),
      );
      const table = rows.toSpliced(Math.min(at, rows.length), 0, queue("p", "10.0.0.0/8"));
      const after = queueMoves(table, SHARED).reduce(carryOut, table);
      expect(queueMoves(after, SHARED)).toEqual([]);
      const foreign = (list: ObservedRow[]) => list.filter(({ comment }) => !comment);
      expect(foreign(after)).toEqual(foreign(table));
    }),
    { numRuns: 500 },
  );
});

function carryOut(rows: ObservedRow[], { rowId, beforeRow }: Change): ObservedRow[] {
  const moved = rows.filter((row) => row.rowId === rowId);
  const others = rows.filter((row) => row.rowId !== rowId);
  const at = others.findIndex((row) => row.rowId === beforeRow);
  return at < 0 ? [...others, ...moved] : others.toSpliced(at, 0, ...moved);
}
