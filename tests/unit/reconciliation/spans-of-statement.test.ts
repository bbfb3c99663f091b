import { expect, test } from "vitest";
import { spansOfStatement } from "@/services/reconciliation/spans-of-statement";

const at = (second: number) => new Date(Date.UTC(2026, 5, 1, 6, 0, second));
const row = (line: number, second: number) => ({ line, completedAt: at(second) });
const span = (from: number, until: number) => ({ from: at(from), until: at(until) });

test("a statement lists all from its first line to its last, newest first or not", () => {
  expect(spansOfStatement([row(2, 30), row(3, 20), row(4, 10)], [])).toEqual([span(10, 31)]);
  expect(spansOfStatement([row(2, 10), row(3, 20)], [])).toEqual([span(10, 21)]);
  expect(spansOfStatement([], [7])).toEqual([]);
});

test("around a line that could not be read nothing is certain; one before or after all others hides nothing", () => {
  const rows = [row(2, 40), row(3, 30), row(5, 20), row(6, 10)];
  expect(spansOfStatement(rows, [4])).toEqual([span(30, 41), span(10, 21)]);
  expect(spansOfStatement(rows, [1, 7])).toEqual([span(10, 41)]);
});
