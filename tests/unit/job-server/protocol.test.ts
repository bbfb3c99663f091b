import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { parseRetryAfter, retryDelayMs } from "@/inngest/local/backoff";
import { nextFireAt } from "@/inngest/local/cron";
import { sleepEndsAt } from "@/inngest/local/duration";
import { parseWireJson } from "@/inngest/local/json";
import { compileFunction } from "@/inngest/local/protocol/compile-function";
import { slotsFor } from "@/inngest/local/protocol/match-event";
import { readAnswer } from "@/inngest/local/protocol/read-answer";
import { idsFromSeed, ulid } from "@/inngest/local/ulid";

describe("backoff", () => {
  test("follows the table and adds up to 30 s", () => {
    const seconds = (random: number) =>
      Array.from({ length: 12 }, (_, n) => retryDelayMs(n, undefined, () => random) / 1000);
    const table = [15, 30, 60, 120, 300, 600, 1200, 2400, 3600, 7200, 7200, 7200];
    expect(seconds(0)).toEqual(table);
    expect(seconds(0.5)).toEqual(table.map((delay) => delay + 15));
  });

  test("is fixed when told so", () => {
    expect([0, 1, 9].map((n) => retryDelayMs(n, 1))).toEqual([1000, 1000, 1000]);
  });

  test.each([
    ["3", 3_000],
    ["0", 1_000],
    ["999999", 86_400_000],
    ["2030-01-01T00:00:10Z", 10_000],
    ["2020-01-01T00:00:00Z", 1_000],
    ["soon", undefined],
    ["", undefined],
  ])("reads retry-after %j as %j ms", (header, ms) => {
    expect(parseRetryAfter(header, Date.parse("2030-01-01T00:00:00Z"))).toBe(ms);
  });
});

describe("times", () => {
  test.each([
    ["2s", 2_000],
    ["1h30m", 5_400_000],
    ["1w2d3h4m5s", 788_645_000],
    ["", 0],
  ])("%j is a duration of %d ms", (name, ms) => {
    expect(sleepEndsAt(name, 1_000)).toBe(1_000 + ms);
  });

  test("an instant is itself, nonsense is nothing", () => {
    expect(sleepEndsAt("2030-01-01T00:00:00.000Z", 0)).toBe(Date.UTC(2030, 0, 1));
    expect(sleepEndsAt("2 fortnights", 0)).toBeUndefined();
  });

  test.each([
    ["*/5 * * * *", "2026-01-01T00:00:00Z", "2026-01-01T00:05:00Z"],
    ["TZ=Africa/Nairobi 0 6 * * MON-FRI", "2026-01-03T00:00:00Z", "2026-01-05T03:00:00Z"],
    ["0 0 13 * FRI", "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"],
    ["@hourly", "2026-01-01T00:00:01Z", "2026-01-01T01:00:00Z"],
    ["0 0 29 FEB *", "2026-01-01T00:00:00Z", "2028-02-29T00:00:00Z"],
  ])("cron %j after %s fires at %s", (expression, after, next) => {
    expect(new Date(nextFireAt(expression, Date.parse(after)))).toEqual(new Date(next));
  });

  test.each([
    "* * * * * *",
    "* * * *",
    "61 * * * *",
    "0 0 L * *",
    "0 0 15W * *",
    "0 0 * * FRI#2",
    "0 0 * * FRIL",
    "0 0 30 FEB *",
    "TZ=Nowhere/Land 0 0 * * *",
    "@reboot",
    "",
  ])("cron %j is refused", (expression) => {
    expect(() => nextFireAt(expression, 0)).toThrow(/cron/);
  });
});

describe("ids", () => {
  test("are ULIDs: time first, Crockford's letters", () => {
    expect(ulid(0, new Uint8Array(10))).toBe("0".repeat(26));
    expect(ulid(2 ** 48 - 1, new Uint8Array(10).fill(255))).toBe(`7${"Z".repeat(25)}`);
    expect(ulid(1_469_918_176_385, new Uint8Array(10)).slice(0, 10)).toBe("01ARYZ6S41");
    expect(new Set(Array.from({ length: 1000 }, () => ulid())).size).toBe(1000);
  });

  test("from a seed are the same again, all different, also when the counter overflows", () => {
    const seed = `1790000000000,${Buffer.alloc(10, 255).toString("base64")}`;
    const ids = idsFromSeed(seed, 3);
    expect(ids).toEqual(idsFromSeed(seed, 3));
    expect(new Set(ids).size).toBe(3);
  });

  test.each([
    undefined,
    "",
    "x",
    "1,",
    `1,${Buffer.alloc(9).toString("base64")}`,
    "9e15,AAAAAAAAAAAAAA==",
  ])("from seed %j are not taken", (seed) => expect(idsFromSeed(seed, 1)).toBeUndefined());
});

describe("JSON from the wire", () => {
  test("loses lone halves of surrogate pairs and nothing else", () => {
    const text = String.raw`{"a\udc00":"x\ud800y","pair":"\ud83d\ude00","slash":"\\ud800","n":1}`;
    expect(parseWireJson(text)).toEqual({
      "a\ufffd": "x\ufffdy",
      pair: "😀",
      slash: String.raw`\ud800`,
      n: 1,
    });
  });
});

describe("answers", () => {
  const read = (status: number, body: unknown, headers: Record<string, string> = {}) =>
    readAnswer(
      { status, headers, text: typeof body === "string" ? body : JSON.stringify(body) },
      0,
    );

  test("200 completes the run, with null for no value", () => {
    expect(read(200, { a: 1 })).toEqual({ type: "completed", output: { a: 1 } });
    expect(read(200, "")).toEqual({ type: "completed", output: null });
  });

  test("206 with RunComplete completes it whatever else is reported", () => {
    const ops = [
      { id: "a", op: "StepRun", data: 1 },
      { id: "c", op: "RunComplete", data: 2 },
    ];
    expect(read(206, ops)).toEqual({ type: "completed", output: 2 });
  });

  test("errors are final only when the header says so", () => {
    const body = { name: "TypeError", message: "no", stack: "s", __serialized: true };
    const error = { name: "TypeError", message: "no", stack: "s" };
    expect(read(500, body, { "x-inngest-no-retry": "false", "retry-after": "3" })).toEqual({
      ...{ type: "error", error, isFinal: false, retryAfterMs: 3_000 },
    });
    expect(read(400, body, { "x-inngest-no-retry": "true" })).toMatchObject({ isFinal: true });
  });

  test("errors of the whole function may come as operations", () => {
    const id = createHash("sha1").update("complete").digest("hex");
    expect(read(206, [{ id, op: "StepFailed", error: { message: "no" } }])).toMatchObject({
      ...{ type: "error", isFinal: true, error: { name: "Error", message: "no" } },
    });
  });

  test.each([
    [206, "[]"],
    [206, "<html>"],
    [206, '[{"op":"StepRun"}]'],
    [502, "<html>"],
  ])("nonsense (%d %s) is an error to retry", (status, body) => {
    expect(read(status, body)).toMatchObject({ type: "error", isFinal: false });
  });
});

describe("a function's configuration", () => {
  const config = (more: object) => ({
    id: "app-f",
    name: "f",
    triggers: [{ event: "t/x" }],
    steps: { step: { id: "step", name: "step", runtime: { type: "http", url: "http://x" } } },
    ...more,
  });

  test("has 5 attempts unless it says otherwise", () => {
    expect(compileFunction(config({})).maxAttempts).toBe(5);
    const steps = { step: { retries: { attempts: 0 } } };
    expect(compileFunction(config({ steps })).maxAttempts).toBe(1);
  });

  test("gets a slot per limit, from its event", () => {
    const fn = compileFunction(
      config({
        concurrency: [
          { limit: 1, key: "event.data.user" },
          { limit: 5, key: "'all'", scope: "env" },
        ],
      }),
    );
    expect(slotsFor(fn, { data: { user: 7 } })).toEqual([
      { key: "fn:app-f:0:7", limit: 1 },
      { key: "env:all", limit: 5 },
    ]);
    const [long] = slotsFor(fn, { data: { user: "x".repeat(10_000) } });
    expect(long?.key.length).toBeLessThan(100);
  });

  test.each([
    ["three limits", [{ limit: 1 }, { limit: 2 }, { limit: 3 }]],
    ["an env scope without a key", { limit: 1, scope: "env" }],
    ["a negative limit", -1],
  ])("with %s is refused", (_, concurrency) => {
    expect(() => compileFunction(config({ concurrency }))).toThrow(/app-f/);
  });

  test.each([null, 7, {}, { id: 3 }])("that is %j is refused, not crashed on", (raw) => {
    expect(() => compileFunction(raw)).toThrow(/cannot be registered/);
  });
});
