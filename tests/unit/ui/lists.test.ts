import { expect, test } from "vitest";
import { listInput, PAGE_SIZE } from "@/components/ui/data-table/list-params";
import { formatBytes, formatDuration, formatPeriod, formatSpeed } from "@/components/ui/format";
import { containsPattern, listInputOf } from "@/lib/paging";
import { accessOf } from "@/services/users/access";

test("an address becomes a list's input", async () => {
  const search = Promise.resolve({ q: " mary ", page: "3", sort: "-createdAt", status: "active" });
  expect(await listInput(search)).toEqual({
    search: "mary",
    page: 3,
    pageSize: PAGE_SIZE,
    sort: "createdAt",
    direction: "desc",
    status: "active",
  });
});

test("nonsense in the address is the first page of everything, never an error", async () => {
  const search = { q: "x".repeat(5_000), page: "-7", sort: "--", status: ["a", "b"] };
  const input = await listInput(Promise.resolve(search));
  expect(input.page).toBe(1);
  const Input = listInputOf(["name"] as const, ["active"] as const);
  expect(Input.parse(input)).toMatchObject({
    page: 1,
    sort: undefined,
    status: undefined,
  });
  expect(await listInput(Promise.resolve({ page: "1e99" }))).toMatchObject({ page: 1 });
});

test("wildcards in a search are escaped", () => {
  expect(containsPattern("50%_\\")).toBe("%50\\%\\_\\\\%");
});

test("quantities read as people say them", () => {
  expect([128, 2_000, 12_500, 1_000_000].map(formatSpeed)).toEqual([
    "128 kbps",
    "2 Mbps",
    "12.5 Mbps",
    "1 Gbps",
  ]);
  expect([240, 1_830, 130_000, 7_260_000, 300_000_000].map(formatDuration)).toEqual([
    "240 ms",
    "1.8 s",
    "2 min 10 s",
    "2 h 1 min",
    "3 days 11 h",
  ]);
  expect([0, 512, 536_870_912, 4_294_967_296].map(formatBytes)).toEqual([
    "0 B",
    "512 B",
    "512 MiB",
    "4 GiB",
  ]);
  expect([formatPeriod(1, "month"), formatPeriod(30, "day")]).toEqual(["1 month", "30 days"]);
});

test("access is what is paid, vouched for or on credit, at this very moment, unless staff said otherwise", () => {
  const now = new Date("2026-06-01T10:00:00Z");
  const later = new Date("2026-06-01T10:00:00.001Z");
  const nothing = { paidUntil: null, provisionalUntil: null, creditUntil: null };
  const user = { status: "active" as const, billingMode: "prepaid" as const, ...nothing };
  expect(accessOf(user, now)).toBe("unpaid");
  expect(accessOf({ ...user, paidUntil: later }, now)).toBe("on");
  expect(accessOf({ ...user, paidUntil: now }, now)).toBe("expired");
  expect(accessOf({ ...user, paidUntil: now, provisionalUntil: later }, now)).toBe("provisional");
  expect(accessOf({ ...user, paidUntil: now, creditUntil: later }, now)).toBe("grace");
  expect(accessOf({ ...user, billingMode: "postpaid", creditUntil: later }, now)).toBe("on");
  expect(accessOf({ ...user, billingMode: "postpaid", creditUntil: now }, now)).toBe("expired");
  expect(accessOf({ ...user, status: "suspended", paidUntil: later }, now)).toBe("suspended");
});
