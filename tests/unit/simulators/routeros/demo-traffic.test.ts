import fc from "fast-check";
import { expect, test } from "vitest";
import { lifelike, limitsOf } from "@/tests/simulators/routeros/demo-traffic";
import { router } from "./harness";

const START = Date.UTC(2026, 0, 5);
const HOUR = 3_600_000;
const limits = { uploadKbps: 5_000, downloadKbps: 10_000 };
const of = (name: string, since: number, now: number, seed = 1) =>
  lifelike({ seed, name, limits }, since, now);

test("rates stay below the limit, counters never go back and grow by the rate", () => {
  fc.assert(
    fc.property(fc.string(), fc.nat(), fc.nat({ max: 48 * HOUR }), (name, seed, after) => {
      const now = START + after;
      const moved = of(name, START, now, seed);
      expect(moved.uploadKbps).toBeGreaterThanOrEqual(0);
      expect(moved.uploadKbps).toBeLessThan(limits.uploadKbps);
      expect(moved.downloadKbps).toBeLessThan(limits.downloadKbps);
      const later = of(name, START, now + 1_000, seed);
      const grown = later.downloadBytes - moved.downloadBytes;
      const steps = [moved.downloadKbps, later.downloadKbps].map((kbps) => kbps * 125);
      expect(grown).toBeGreaterThanOrEqual(0.8 * Math.min(...steps) - 2_000);
      expect(grown).toBeLessThanOrEqual(1.2 * Math.max(...steps) + 2_000);
    }),
  );
});

test("the same seed, name and time give the same; others do not move alike", () => {
  expect(of("alice", START, START + HOUR)).toEqual(of("alice", START, START + HOUR));
  expect(of("alice", START, START + HOUR)).not.toEqual(of("bob", START, START + HOUR));
  expect(of("alice", START, START + HOUR, 2)).not.toEqual(of("alice", START, START + HOUR));
});

test("evenings are busier than nights", () => {
  const during = (hour: number) =>
    of("alice", START + hour * HOUR, START + (hour + 2) * HOUR).downloadBytes;
  // Nine in the evening and four in the morning in Nairobi.
  expect(during(17)).toBeGreaterThan(1.5 * during(1));
});

test("limits are read as routers write them", () => {
  expect(limitsOf("5M/10M 8M/16M 0/0 0/0 8")).toEqual(limits);
  expect(limitsOf("5000000/10000000")).toEqual(limits);
  expect(limitsOf("512k")).toEqual({ uploadKbps: 512, downloadKbps: 512 });
});

test("queues of one address and of many move and count where that is asked for, and are still where it is not", async () => {
  const still = await router();
  const lively = await router({ lifelikeTraffic: true });
  const read = (simulator: typeof still) =>
    simulator.rows("/queue/simple").map(({ bytes = "", rate = "" }) => ({ bytes, rate }));
  for (const simulator of [still, lively]) {
    simulator.setReachable("10.0.0.5", true);
    for (const target of ["10.0.0.5/32", "10.1.0.0/24"])
      simulator.addRow("/queue/simple", { name: target, target, "max-limit": "5M/10M" });
    simulator.advance(3_600);
  }
  expect(read(still)).toEqual(Array(2).fill({ bytes: "0/0", rate: "0/0" }));
  const before = read(lively).map(({ bytes }) => Number(bytes.split("/")[1]));
  expect(Math.min(...before)).toBeGreaterThan(0);
  lively.advance(10);
  const after = read(lively).map(({ bytes }) => Number(bytes.split("/")[1]));
  for (const [i, count] of after.entries()) expect(count).toBeGreaterThan(before[i] ?? 0);
});
