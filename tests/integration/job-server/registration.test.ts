import type { Inngest } from "inngest";
import pg from "pg";
import { afterEach, describe, expect, test } from "vitest";
import { startJobServer } from "@/inngest/local";
import { fireCrons } from "@/inngest/local/crons";
import { Registry } from "@/inngest/local/registry";
import { freePort } from "@/scripts/postgres/free-port";
import { appUrl, EVENT_KEY, type MakeFunctions, SIGNING_KEY, startApp } from "./support/app";
import { closeAll, onClose, startHarness, until } from "./support/harness";
import { createDatabase } from "./support/postgres";

afterEach(closeAll);

type Options = Parameters<Inngest["createFunction"]>[0];

/** A job server whose app serves one function with these options. */
async function startWith(options: Partial<Options>, databaseUrl?: string) {
  const url = databaseUrl ?? (await createDatabase());
  const port = await freePort();
  const server = await startJobServer({
    databaseUrl: url,
    appUrl: appUrl(port),
    eventKey: EVENT_KEY,
    signingKey: SIGNING_KEY,
  });
  onClose(() => server.close());
  const make: MakeFunctions = (client) => [
    client.createFunction({ id: "good", triggers: [{ event: "t/good" }] }, () => "good"),
    client.createFunction(
      { id: "odd", triggers: [{ event: "t/odd" }], ...options } as Options,
      () => "odd",
    ),
  ];
  const app = await startApp(port, server.url, make);
  onClose(() => app.stop());
  return { server, app, databaseUrl: url };
}

async function readHealth(url: string) {
  const response = await fetch(`${url}/health`);
  return { status: response.status, body: await response.json() };
}

describe("registration", () => {
  test.each<[string, Partial<Options>, RegExp]>([
    ["debounce", { debounce: { period: "5s" } }, /app-odd.*debounce/],
    ["singleton", { singleton: { mode: "skip" } }, /app-odd.*singleton/],
    ["batchEvents", { batchEvents: { maxSize: 5, timeout: "5s" } }, /app-odd.*batchEvents/],
    ["cancelOn", { cancelOn: [{ event: "t/stop" }] }, /app-odd.*cancelOn/],
    ["idempotency", { idempotency: "event.data.id" }, /app-odd.*idempotency/],
    ["rateLimit", { rateLimit: { limit: 1, period: "1m" } }, /app-odd.*rateLimit/],
    ["throttle", { throttle: { limit: 1, period: "1m" } }, /app-odd.*throttle/],
    ["timeouts", { timeouts: { finish: "1h" } }, /app-odd.*timeouts/],
    ["a cron with seconds", { triggers: [{ cron: "* * * * * *" }] }, /app-odd.*five fields/],
    [
      "CEL beyond the subset",
      { triggers: [{ event: "t/x", if: "event.data.n > 1" }] },
      /app-odd.*> 1/,
    ],
    [
      "a concurrency key beyond the subset",
      { concurrency: { limit: 1, key: "size(event.data)" } },
      /app-odd.*size/,
    ],
  ])("refuses %s by name and with it the whole sync", async (_, options, message) => {
    const { server } = await startWith(options);
    await until("the refusal shows", async () => {
      const { body } = await readHealth(server.url);
      return message.test(body.app.error);
    });
    const { status, body } = await readHealth(server.url);
    expect(status).toBe(503);
    expect(body.app).toMatchObject({ ready: false, functions: 0 });
  });

  test("accepts priority, which changes nothing", async () => {
    const { server, app } = await startWith({ priority: { run: "100" } });
    await server.waitUntilReady();
    const { ids } = await app.client.send({ name: "t/odd" });
    expect(await server.waitForRun({ eventId: ids[0] })).toMatchObject({ output: "odd" });
  });

  test("that is refused leaves the functions of the last good one running", async () => {
    const first = await startWith({});
    await first.server.waitUntilReady();
    await closeAll();
    const { server, app } = await startWith({ debounce: { period: "5s" } }, first.databaseUrl);
    await until("refused", async () =>
      /debounce/.test((await readHealth(server.url)).body.app.error),
    );
    const { ids } = await app.client.send({ name: "t/odd" });
    expect(await server.waitForRun({ eventId: ids[0] })).toMatchObject({ output: "odd" });
    expect((await readHealth(server.url)).status).toBe(503);
  });

  test("of an app with another signing key fails with a reason", async () => {
    const databaseUrl = await createDatabase();
    const port = await freePort();
    const keys = { eventKey: EVENT_KEY, signingKey: `signkey-prod-${"0bad".repeat(16)}` };
    const server = await startJobServer({ databaseUrl, appUrl: appUrl(port), ...keys });
    onClose(() => server.close());
    const app = await startApp(port, server.url, (client) => [
      client.createFunction({ id: "f", triggers: [{ event: "t/f" }] }, () => 1),
    ]);
    onClose(() => app.stop());
    await until("the reason shows", async () =>
      /Signing key not accepted/.test((await readHealth(server.url)).body.app.error),
    );
    expect((await readHealth(server.url)).status).toBe(503);
  });

  test("happens by itself when the app comes up late, and again with other functions after a restart", async () => {
    const databaseUrl = await createDatabase();
    const port = await freePort();
    const options = { databaseUrl, eventKey: EVENT_KEY, signingKey: SIGNING_KEY };
    const server = await startJobServer({ ...options, appUrl: appUrl(port) });
    onClose(() => server.close());
    expect((await readHealth(server.url)).status).toBe(503);
    const serveOne = (id: string) =>
      startApp(port, server.url, (client) => [
        client.createFunction({ id, triggers: [{ event: "t/e" }] }, () => id),
      ]);
    const before = await serveOne("before");
    await server.waitUntilReady();
    expect((await readHealth(server.url)).status).toBe(200);
    await before.stop();
    // While nobody listens, a run waits without losing attempts.
    const { ids } = await before.client.send({ name: "t/e" });
    await until("the app is missed", async () => (await readHealth(server.url)).status === 503);
    const after = await serveOne("after");
    onClose(() => after.stop());
    await server.waitUntilReady();
    const second = await after.client.send({ name: "t/e" });
    const run = await server.waitForRun({ eventId: second.ids[0] });
    expect(run).toMatchObject({ functionId: "app-after", output: "after" });
    expect(ids[0]).not.toBe(second.ids[0]);
  });
});

describe("crons", () => {
  test("that came due while the server was down fire once, with the time they were due", async () => {
    const events: { id: string; ts: number; data: unknown }[] = [];
    const make: MakeFunctions = (client) => [
      client.createFunction(
        { id: "tick", triggers: [{ cron: "TZ=Africa/Nairobi 0 3 * * *" }] },
        ({ event }) => {
          events.push(event as unknown as (typeof events)[number]);
        },
      ),
    ];
    const first = await startHarness(make);
    const { databaseUrl, appPort } = first;
    await closeAll();
    const db = new pg.Client(databaseUrl);
    await db.connect();
    const { rows } = await db.query("select next_at from inngest_local.crons");
    expect(rows[0].next_at.toISOString()).toMatch(/T00:00:00.000Z$/);
    await db.query("update inngest_local.crons set next_at = next_at - interval '3 days'");
    const missed = new Date(rows[0].next_at.getTime() - 3 * 86_400_000);

    const server = await startJobServer({
      databaseUrl,
      appUrl: appUrl(appPort),
      eventKey: EVENT_KEY,
      signingKey: SIGNING_KEY,
    });
    onClose(() => server.close());
    const app = await startApp(appPort, server.url, make);
    onClose(() => app.stop());
    await server.waitForRun({ functionId: "tick" });
    await server.drain();
    const fireAt = missed.toISOString().replace(".000Z", "Z");
    expect(events).toMatchObject([
      {
        name: "inngest/scheduled.timer",
        id: fireAt,
        ts: missed.getTime(),
        data: { cron: "TZ=Africa/Nairobi 0 3 * * *", fireAt },
      },
    ]);
    const next = await db.query("select next_at from inngest_local.crons");
    expect(next.rows[0].next_at).toEqual(rows[0].next_at);
    await db.end();
  });

  test("fire once while the last start waits for its turn, and again when that has begun", async () => {
    let release = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    let ran = 0;
    const make: MakeFunctions = (client) => [
      client.createFunction(
        { id: "slow", concurrency: 1, triggers: [{ cron: "0 0 1 1 *" }] },
        async () => {
          ran++;
          await gate;
        },
      ),
    ];
    const { server, databaseUrl } = await startHarness(make);
    const pool = new pg.Pool({ connectionString: databaseUrl });
    onClose(() => pool.end());
    const registry = new Registry(pool);
    await registry.load();
    const fire = async (daysAgo: number) => {
      await pool.query("update inngest_local.crons set next_at = now() - $1 * interval '1 day'", [
        daysAgo,
      ]);
      await fireCrons(pool, registry);
    };
    await fire(9);
    await until("the first runs", async () => ran === 1);
    for (const daysAgo of [8, 7, 6]) await fire(daysAgo);
    const { rows } = await pool.query("select count(*)::int as runs from inngest_local.runs");
    expect(rows).toEqual([{ runs: 2 }]);
    release();
    await until("the second runs", async () => ran === 2);
    await server.drain();
    await fire(5);
    await until("the third runs", async () => ran === 3);
  });

  test("go on at once when a clock that was ahead is set right", async () => {
    const make: MakeFunctions = (client) => [
      client.createFunction({ id: "tick", triggers: [{ cron: "0 0 1 1 *" }] }, () => null),
    ];
    const { databaseUrl } = await startHarness(make);
    const pool = new pg.Pool({ connectionString: databaseUrl });
    onClose(() => pool.end());
    const { rows } = await pool.query("select next_at from inngest_local.crons");
    const [{ next_at: right }] = rows;
    // As it fired while the clock was two years ahead, this start among others.
    await pool.query("update inngest_local.crons set next_at = next_at + interval '2 years'");
    const key = `cron 0 0 1 1 * ${right.toISOString().replace(".000Z", "Z")}`;
    await pool.query(
      `insert into inngest_local.starts (function_id, event_key, run_id, started_at)
       select function_id, $1, 'ahead', now() + interval '2 years' from inngest_local.crons`,
      [key],
    );
    const registry = new Registry(pool);
    await registry.load();
    await fireCrons(pool, registry);
    const after = await pool.query("select next_at from inngest_local.crons");
    expect(after.rows).toEqual([{ next_at: right }]);
    expect((await pool.query("select 1 from inngest_local.starts")).rowCount).toBe(0);
  });
});
