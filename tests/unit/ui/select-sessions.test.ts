import { expect, test } from "vitest";
import { selectSessions } from "@/components/routers/select-sessions";
import type { LiveSession } from "@/services/routers";

const COUNT = 2_000;
const BEGAN = Date.parse("2026-06-01T00:00:00Z");
const two = (n: number) => String(n).padStart(2, "0");

/** In an order that is neither that of names nor of times: 7 and 2,000 share no factor. */
const sessions = Array.from({ length: COUNT }, (_, index): LiveSession => {
  const n = (index * 7) % COUNT;
  return {
    rowId: `*${n}`,
    service: n % 2 ? "pppoe" : "hotspot",
    name: `user${n}`,
    address: `10.64.${Math.floor(n / 250)}.${n % 250}`,
    device: `02:00:00:00:${two(Math.floor(n / 100))}:${two(n % 100)}`,
    startedAt: n === 5 ? null : new Date(BEGAN + n * 1_000).toISOString(),
    user: n % 10 ? { id: `id-${n}`, customer: `Wanjikũ ${n}` } : null,
  };
});
const byName = { search: "", order: "name", descending: false } as const;
const numbers = (found: LiveSession[]) => found.map(({ rowId }) => Number(rowId.slice(1)));
const all = Array.from({ length: COUNT }, (_, n) => n);

test("2,000 sessions are ordered as people count, by name, address and time, both ways", () => {
  expect(numbers(selectSessions(sessions, byName))).toEqual(all);
  expect(numbers(selectSessions(sessions, { ...byName, descending: true }))).toEqual(
    all.toReversed(),
  );
  expect(numbers(selectSessions(sessions, { ...byName, order: "address" }))).toEqual(all);
  const byTime = numbers(selectSessions(sessions, { ...byName, order: "startedAt" }));
  expect(byTime).toEqual([5, ...all.filter((n) => n !== 5)]);
});

test("a search finds by login, customer, address or device, in any case, and by all of its words", () => {
  const found = (search: string) => numbers(selectSessions(sessions, { ...byName, search }));
  expect(found("USER1999")).toEqual([1999]);
  expect(found("WANJIKŨ 1234")).toContain(1234);
  expect(found("10.64.7.249")).toEqual([1999]);
  expect(found("02:00:00:00:19:99")).toEqual([1999]);
  expect(found("not ours")).toHaveLength(COUNT / 10);
  expect(found("  not   user1230 ours ")).toEqual([1230]);
  expect(found("user1231 not ours")).toEqual([]);
});

test("choosing leaves the list that was read as it is", () => {
  const before = numbers([...sessions]);
  selectSessions(sessions, { ...byName, descending: true });
  expect(numbers([...sessions])).toEqual(before);
});
