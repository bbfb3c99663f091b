import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterEach, describe, expect, test } from "vitest";
import { startJobServer } from "@/inngest/local";
import { hashSigningKey } from "@/inngest/local/signature";
import { pruneOld } from "@/inngest/local/store/events";
import { freePort } from "@/scripts/postgres/free-port";
import { appUrl, EVENT_KEY, type MakeFunctions, SIGNING_KEY, startApp } from "./support/app";
import { closeAll, type Harness, onClose, startHarness } from "./support/harness";
import { createDatabase } from "./support/postgres";

afterEach(closeAll);

/** Functions that each note the events that started them. */
function listeners(triggers: Record<string, { event: string; if?: string }[]>) {
  const started: Record<string, unknown[]> = {};
  const make: MakeFunctions = (client) =>
    Object.entries(triggers).map(([id, list]) => {
      const seen: unknown[] = [];
      started[id] = seen;
      return client.createFunction({ id, triggers: list }, ({ event }) => {
        seen.push(event);
      });
    });
  return { started, make };
}

function post(harness: Harness, path: string, body: unknown, headers: Record<string, string> = {}) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return fetch(harness.server.url + path, { method: "POST", body: text, headers });
}

function deeplyNested(depth: number): string {
  return `{"name":"t/x","data":{"a":${"[".repeat(depth)}${"]".repeat(depth)}}}`;
}

/** Resolves when everything sent so far has run. */
async function settle(harness: Harness) {
  await harness.send("t/marker");
  await harness.server.waitForRun({ functionId: "marker" });
  await harness.server.drain();
}

const MARKER = { marker: [{ event: "t/marker" }] };

describe("events", () => {
  test("start every function they match, once each", async () => {
    const { started, make } = listeners({
      ...MARKER,
      exact: [{ event: "t/pay.done" }],
      twice: [{ event: "t/pay.done" }, { event: "t/pay.*" }],
      slash: [{ event: "t/*" }],
      dot: [{ event: "t/pay.*" }],
      glued: [{ event: "t/pay*" }],
      other: [{ event: "t/other" }],
    });
    const harness = await startHarness(make);
    await harness.send("t/pay.done");
    await settle(harness);
    const counts = Object.fromEntries(Object.entries(started).map(([id, s]) => [id, s.length]));
    const markerToo = 1;
    expect(counts).toEqual({
      ...{ marker: 1, exact: 1, twice: 1, slash: 1 + markerToo, dot: 1, glued: 0, other: 0 },
    });
  });

  test("pass a filter only if it is true", async () => {
    const { started, make } = listeners({
      ...MARKER,
      big: [{ event: "t/f", if: "event.data.kind == 'big' && event.data.ok" }],
      missing: [{ event: "t/f", if: "event.data.nothing.here == 1" }],
    });
    const harness = await startHarness(make);
    await harness.send("t/f", { kind: "big", ok: true });
    await harness.send("t/f", { kind: "big", ok: "yes" });
    await harness.send("t/f", { kind: "small", ok: true });
    await settle(harness);
    expect(started.big).toMatchObject([{ data: { kind: "big", ok: true } }]);
    expect(started.missing).toEqual([]);
  });

  test("with one id start a function once, however often and however parallel they are sent", async () => {
    const { started, make } = listeners({
      ...MARKER,
      a: [{ event: "t/id" }],
      b: [{ event: "t/*" }],
    });
    const harness = await startHarness(make);
    await Promise.all(Array.from({ length: 20 }, () => harness.send("t/id", {}, { id: "same" })));
    await harness.send("t/id", {}, { id: "other" });
    await settle(harness);
    expect(started.a).toHaveLength(2);
    expect(started.b?.filter((event) => (event as { id: string }).id === "same")).toHaveLength(1);
  });

  test("sent again with the same seed get the same ids and start nothing new", async () => {
    const { started, make } = listeners({ ...MARKER, a: [{ event: "t/seed" }] });
    const harness = await startHarness(make);
    const headers = {
      "x-inngest-event-id-seed": `${Date.now()},${randomBytes(10).toString("base64")}`,
    };
    const send = async () =>
      (
        await post(harness, `/e/${EVENT_KEY}`, [{ name: "t/seed" }, { name: "t/seed" }], headers)
      ).json();
    const [first, second] = [await send(), await send()];
    expect(second).toEqual(first);
    expect(new Set(first.ids).size).toBe(2);
    await settle(harness);
    expect(started.a).toHaveLength(2);
  });

  test("and runs are forgotten after a week, the ids that dedupe them are not", async () => {
    const { started, make } = listeners({ ...MARKER, a: [{ event: "t/old" }] });
    const harness = await startHarness(make);
    const send = () => harness.send("t/old", {}, { id: "old" });
    const eventId = await send();
    await harness.server.waitForRun({ eventId });
    await settle(harness);
    const db = new pg.Pool({ connectionString: harness.databaseUrl, max: 1 });
    onClose(() => db.end());
    await db.query(
      `update inngest_local.runs set queued_at = queued_at - interval '8 days',
         ended_at = ended_at - interval '8 days' where event_id = $1`,
      [eventId],
    );
    await db.query("update inngest_local.events set received_at = now() - interval '8 days'");
    await pruneOld(db);
    const { rows } = await db.query("select event_name from inngest_local.runs");
    expect(rows).toEqual([{ event_name: "t/marker" }]);
    const left = await db.query("select name from inngest_local.events");
    expect(left.rows).toEqual([{ name: "t/marker" }]);
    await send();
    await settle(harness);
    expect(started.a).toHaveLength(1);
  });

  test("with a time in the future start their run then", async () => {
    const { started, make } = listeners({ a: [{ event: "t/later" }] });
    const harness = await startHarness(make);
    const ts = Date.now() + 1_200;
    const run = await harness.server.waitForRun({
      eventId: await harness.send("t/later", {}, { ts }),
    });
    expect(Date.parse(run.startedAt ?? "")).toBeGreaterThanOrEqual(ts);
    expect(started.a).toMatchObject([{ ts }]);
  });

  test("that come before the app has ever registered start their runs when it does", async () => {
    const databaseUrl = await createDatabase();
    const port = await freePort();
    const options = {
      databaseUrl,
      appUrl: appUrl(port),
      eventKey: EVENT_KEY,
      signingKey: SIGNING_KEY,
    };
    const server = await startJobServer(options);
    onClose(() => server.close());
    const response = await fetch(`${server.url}/e/${EVENT_KEY}`, {
      method: "POST",
      body: JSON.stringify({ name: "t/early", data: { n: 1 } }),
    });
    const { ids } = (await response.json()) as { ids: string[] };
    const { started, make } = listeners({ a: [{ event: "t/early" }] });
    const app = await startApp(port, server.url, make);
    onClose(() => app.stop());
    await server.waitForRun({ eventId: ids[0] });
    expect(started.a).toMatchObject([{ data: { n: 1 } }]);
  });
});

describe("the HTTP edge", () => {
  test("takes one event or a list and answers with their ids", async () => {
    const harness = await startHarness(listeners(MARKER).make);
    const one = await post(harness, `/e/${EVENT_KEY}`, { name: "t/x", data: { a: 1 } });
    expect(one.status).toBe(200);
    expect(await one.json()).toEqual({
      ids: [expect.stringMatching(/^[0-9A-Z]{26}$/)],
      status: 200,
    });
    const two = await post(harness, `/e/${EVENT_KEY}`, [{ name: "t/x" }, { name: "t/y" }]);
    expect((await two.json()).ids).toHaveLength(2);
  });

  test.each([
    ["a wrong event key", "/e/not-the-key", { name: "t/x" }, 401],
    ["broken JSON", `/e/${EVENT_KEY}`, "{", 400],
    ["an event without a name", `/e/${EVENT_KEY}`, { data: {} }, 400],
    ["a name with NUL", `/e/${EVENT_KEY}`, { name: "a\0" }, 400],
    ["data that is no object", `/e/${EVENT_KEY}`, { name: "t/x", data: [1] }, 400],
    ["a time out of range", `/e/${EVENT_KEY}`, { name: "t/x", ts: 1e18 }, 400],
    ["data nested too deeply", `/e/${EVENT_KEY}`, deeplyNested(100_000), 400],
    ["a reserved name", `/e/${EVENT_KEY}`, { name: "inngest/function.failed" }, 400],
    ["one bad event in a list", `/e/${EVENT_KEY}`, [{ name: "t/x" }, 7], 400],
    ["an unknown path", "/nothing", {}, 404],
    ["a malformed path", "/e/%E0%A4%A", {}, 400],
    ["an unsigned registration", "/fn/register", { appName: "app", functions: [] }, 401],
    [
      "an unsigned checkpoint",
      "/v1/checkpoint/01H/async",
      { run_id: "01H", request_id: "1", steps: [] },
      401,
    ],
    ["a body of 17 MiB", `/e/${EVENT_KEY}`, "x".repeat(17 * 1024 * 1024), 413],
  ])("refuses %s with a sentence", async (_, path, body, status) => {
    const harness = await startHarness(listeners(MARKER).make);
    const response = await post(harness, path, body);
    expect(response.status).toBe(status);
    expect((await response.json()).error).toMatch(/\w/);
    expect((await fetch(`${harness.server.url}/health`)).status).toBe(200);
  });

  test("tells a call that has been given up apart from a current one", async () => {
    const harness = await startHarness(listeners(MARKER).make);
    const headers = { authorization: `Bearer ${hashSigningKey(SIGNING_KEY)}` };
    const body = { run_id: "01H", request_id: "old", steps: [] };
    expect((await post(harness, "/v1/checkpoint/01H/async", body, headers)).status).toBe(409);
  });

  test("shows runs to readers on this machine, payloads only to holders of the key", async () => {
    const harness = await startHarness((client) => [
      client.createFunction({ id: "r", triggers: [{ event: "t/r" }] }, async ({ step }) =>
        step.run("look", () => "<secret>"),
      ),
    ]);
    const run = await harness.server.waitForRun({
      eventId: await harness.send("t/r", { pin: "open sesame" }),
    });
    const get = async (path: string, headers = {}) =>
      (await fetch(harness.server.url + path, { headers })).text();
    const authorization = `Bearer ${hashSigningKey(SIGNING_KEY)}`;
    expect(JSON.parse(await get(`/v1/runs/${run.id}`, { authorization })).data).toMatchObject({
      run: { status: "completed", output: "<secret>" },
      event: { data: { pin: "open sesame" } },
      steps: [{ name: "look", memo: { data: "<secret>" } }],
    });
    const open = (await get(`/v1/runs/${run.id}`)) + (await get("/v1/runs")) + (await get("/"));
    expect(open).toContain(run.id);
    expect(open).toContain("look");
    expect(open).not.toMatch(/sesame|secret/);
    expect(JSON.parse(await get("/v1/runs?status=failed")).data).toEqual([]);
    expect(JSON.parse(await get("/v1/runs?status=completed&function=r&limit=1")).data).toHaveLength(
      1,
    );
    expect((await fetch(`${harness.server.url}/v1/runs?limit=no`)).status).toBe(400);
  });
});
