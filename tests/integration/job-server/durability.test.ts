import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Inngest } from "inngest";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startJobServer } from "@/inngest/local";
import { freePort } from "@/scripts/postgres/free-port";
import { appUrl, EVENT_KEY, makeClient, SIGNING_KEY } from "./support/app";
import { closeAll, onClose, until } from "./support/harness";
import { createDatabase } from "./support/postgres";
import { runScript, type TestProcess } from "./support/process";

const WAITING = "another job server has this database, waiting";
const MAIN = "inngest/local/main.ts";
const APP = "tests/integration/job-server/support/app-process.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "job-server-trace-"));
});
afterEach(async () => {
  await closeAll();
  await rm(folder, { recursive: true, force: true });
});

/** A job server and an app, each a process that can be killed and started again. */
async function startWorld() {
  const [databaseUrl, serverPort, appPort] = [
    await createDatabase(),
    await freePort(),
    await freePort(),
  ];
  const baseUrl = `http://127.0.0.1:${serverPort}`;
  const traceFile = join(folder, "trace");
  const gateFile = join(folder, "gate");
  const startServer = (more: Record<string, string> = {}) =>
    runScript(MAIN, {
      DATABASE_URL: databaseUrl,
      JOB_SERVER_PORT: String(serverPort),
      JOB_SERVER_APP_URL: appUrl(appPort),
      JOB_SERVER_RETRY_INTERVAL_SECONDS: "0.2",
      INNGEST_EVENT_KEY: EVENT_KEY,
      INNGEST_SIGNING_KEY: SIGNING_KEY,
      ...more,
    });
  const startApp = () =>
    runScript(APP, {
      APP_PORT: String(appPort),
      BASE_URL: baseUrl,
      TRACE_FILE: traceFile,
      GATE_FILE: gateFile,
    });
  const [server, app] = await Promise.all([startServer(), startApp()]);
  const db = new pg.Pool({ connectionString: databaseUrl, max: 2 });
  onClose(() => db.end());
  const world = {
    server,
    app,
    startServer,
    startApp,
    databaseUrl,
    client: makeClient(baseUrl) as Inngest,
    trace: () => (existsSync(traceFile) ? readFileSync(traceFile, "utf8").trim().split("\n") : []),
    count: (line: string) => world.trace().filter((seen) => seen === line).length,
    openGate: () => writeFileSync(gateFile, ""),
    isReady: async () => {
      const response = await fetch(`${baseUrl}/health`).catch(() => undefined);
      return response?.status === 200;
    },
    isSleeping: async () => {
      const { rowCount } = await db.query(
        "select 1 from inngest_local.queue where kind = 'sleep' and due_at > now()",
      );
      return rowCount === 1;
    },
    countOldLeases: async () => {
      const { rows } = await db.query<{ count: number }>(
        `select count(*)::int as count from inngest_local.queue
         where lease_epoch < (select epoch from inngest_local.server)`,
      );
      return rows[0]?.count;
    },
    countParked: async () => {
      const { rowCount } = await db.query(
        "select 1 from inngest_local.queue where parked_on is not null",
      );
      return rowCount ?? 0;
    },
    runs: async () => {
      const { rows } = await db.query<{ status: string; output: string | null }>(
        "select status, output from inngest_local.runs order by id",
      );
      return rows;
    },
  };
  await until("the app is registered", world.isReady);
  return world;
}

async function allEnd(world: Awaited<ReturnType<typeof startWorld>>, count = 1) {
  await until(`${count} runs end`, async () => {
    const runs = await world.runs();
    return runs.length === count && runs.every(({ status }) => /completed|failed/.test(status));
  });
}

describe("a SIGKILL", () => {
  test("of the job server in the middle of a step: the run goes on at that step", async () => {
    const world = await startWorld();
    await world.client.send({ name: "t/held" });
    await until("the step is running", () => world.count("hold") === 1);
    await world.server.kill("SIGKILL");
    await world.startServer();
    // Ready means that no lease of the dead one is left to wait for.
    expect(await world.countOldLeases()).toBe(0);
    await until("the step is running again", () => world.count("hold") === 2);
    world.openGate();
    await allEnd(world);
    expect(await world.runs()).toEqual([{ status: "completed", output: '"whole"' }]);
    expect(world.count("before")).toBe(1);
    expect(world.count("after")).toBe(1);
  });

  test("of the app in the middle of a step: the run goes on at that step, with no attempt lost", async () => {
    const world = await startWorld();
    await world.client.send({ name: "t/held" });
    await until("the step is running", () => world.count("hold") === 1);
    await world.app.kill("SIGKILL");
    world.openGate();
    await world.startApp();
    const upAt = performance.now();
    await allEnd(world);
    // About a second; Inngest's own backoff would be 15 at least.
    expect(performance.now() - upAt).toBeLessThan(6_000);
    expect(await world.runs()).toEqual([{ status: "completed", output: '"whole"' }]);
    expect(world.trace()).toEqual(["before", "hold", "hold", "after"]);
  });

  test("of the job server while runs wait for a busy slot: they get it afterwards", async () => {
    const world = await startWorld();
    for (let n = 0; n < 3; n++) await world.client.send({ name: "t/narrow" });
    await until("one is in, two wait", async () => (await world.countParked()) === 2);
    await world.server.kill("SIGKILL");
    world.openGate();
    await world.startServer();
    await allEnd(world, 3);
    expect(await world.runs()).toEqual(Array(3).fill({ status: "completed", output: "null" }));
  });

  test("of both during a sleep: the run wakes up when they are back", async () => {
    const world = await startWorld();
    await world.client.send({ name: "t/sleeper" });
    await until("the run sleeps", world.isSleeping);
    await Promise.all([world.server.kill("SIGKILL"), world.app.kill("SIGKILL")]);
    await Promise.all([world.startServer(), world.startApp()]);
    await allEnd(world);
    expect(world.trace()).toEqual(["before", "after"]);
  });

  test("of either, again and again under load: every run completes with the right value", async () => {
    const world = await startWorld();
    const RUNS = 60;
    let server: TestProcess = world.server;
    let app: TestProcess = world.app;
    const sending = (async () => {
      for (let n = 0; n < RUNS; n++) {
        // The sender keeps its event until it is answered, as the outbox does.
        const event = { name: "t/chain", id: `event-${n}`, data: { n, key: `k${n % 7}` } };
        while (!(await world.client.send(event).then(Boolean, () => false)));
      }
    })();
    for (let kills = 0; kills < 3; kills++) {
      const seen = world.trace().length;
      await until("some progress", () => world.trace().length >= seen + 8);
      await server.kill("SIGKILL");
      server = await world.startServer();
      const seenAgain = world.trace().length;
      await until("more progress", () => world.trace().length >= seenAgain + 8);
      await app.kill("SIGKILL");
      app = await world.startApp();
    }
    await sending;
    await until("all runs end", async () => {
      const runs = await world.runs();
      return runs.filter(({ status }) => /completed|failed/.test(status)).length === RUNS;
    });
    const runs = await world.runs();
    expect(runs).toEqual(
      Array.from({ length: RUNS }, () => ({ status: "completed", output: "660" })),
    );
  }, 120_000);
});

describe("an app that is down", () => {
  test("delays runs until about a second after it is up, without using up attempts", async () => {
    const world = await startWorld();
    await world.app.kill("SIGKILL");
    world.openGate();
    await world.client.send({ name: "t/held" });
    await until("the app is missed", async () => !(await world.isReady()));
    await world.startApp();
    const upAt = performance.now();
    await allEnd(world);
    // About a second; Inngest's own backoff would be 15 at least.
    expect(performance.now() - upAt).toBeLessThan(6_000);
    expect(await world.runs()).toEqual([{ status: "completed", output: '"whole"' }]);
  });
});

describe("the process", () => {
  test("prints one ready line and ends cleanly on SIGTERM", async () => {
    const world = await startWorld();
    const ready = JSON.parse(world.server.firstLine);
    expect(ready).toMatchObject({
      ready: true,
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:/),
    });
    expect(await world.server.kill("SIGTERM")).toBe(0);
  });

  test("names every setting that is missing or wrong", async () => {
    const start = runScript(MAIN, {
      DATABASE_URL: "mysql://x",
      INNGEST_EVENT_KEY: "",
      INNGEST_SIGNING_KEY: "nonsense",
      JOB_SERVER_APP_URL: "http://127.0.0.1:1/api/inngest",
    });
    await expect(start).rejects.toThrow(/DATABASE_URL.*INNGEST_EVENT_KEY.*INNGEST_SIGNING_KEY/);
  });

  test("gives way to a second job server on the same database", async () => {
    const world = await startWorld();
    const exited = new Promise((resolve) => world.server.child.once("exit", resolve));
    const successor = await startJobServer({
      databaseUrl: world.databaseUrl,
      appUrl: "http://127.0.0.1:1/api/inngest",
      eventKey: EVENT_KEY,
      signingKey: SIGNING_KEY,
    });
    onClose(() => successor.close());
    expect(await exited).toBe(3);
  });

  test("told to stand by, leaves the other its jobs until that one is gone, or silent", async () => {
    const databaseUrl = await createDatabase();
    const log: string[] = [];
    const options = {
      databaseUrl,
      appUrl: "http://127.0.0.1:1/api/inngest",
      eventKey: EVENT_KEY,
      signingKey: SIGNING_KEY,
      log: ({ message }: { message: string }) => void log.push(message),
    };
    const first = await startJobServer(options);
    let served = false;
    const second = startJobServer({ ...options, standBy: true });
    second.then(
      () => {
        served = true;
      },
      () => undefined,
    );
    await until("the second waits", () => log.includes(WAITING));
    expect(served).toBe(false);
    await first.close();
    const successor = await second;
    const db = new pg.Client(databaseUrl);
    await db.connect();
    const { rows } = await db.query("select epoch::int from inngest_local.server");
    expect(rows).toEqual([{ epoch: 2 }]);
    await successor.close();
    // One that was killed leaves its last sign of life behind.
    await db.query("update inngest_local.server set seen_at = now() - interval '20 seconds'");
    await db.end();
    const third = await startJobServer({ ...options, standBy: true });
    onClose(() => third.close());
    expect(log.filter((message) => message === WAITING)).toHaveLength(1);
  });
});
