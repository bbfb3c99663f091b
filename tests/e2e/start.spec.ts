import { spawn } from "node:child_process";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import pg from "pg";
import { readPids, readPorts } from "../support/product";
import { productDatabaseUrl } from "../support/product-settings";
import { waitFor } from "../support/wait-for";
import {
  alive,
  newDataDir,
  postgresPid,
  runStarter,
  STARTS_WITHIN_MS,
  type Starter,
  startedPids,
  starterPid,
} from "./support/starter";

test.describe.configure({ mode: "serial", timeout: 2 * STARTS_WITHIN_MS });

const QUICK_MS = 30_000;
const ENDS_WITHIN_MS = 30_000;
let home: Awaited<ReturnType<typeof newDataDir>>;
let demo: Starter;

const startDemo = () => runStarter({ APP_MODE: "demo", ISP_DATA_DIR: home.dataDir });
const databaseUrl = () => productDatabaseUrl(readPorts(home.dataDir));
const appUrl = (path: string, dir = home.dataDir) =>
  `http://127.0.0.1:${readPorts(dir).app}${path}`;

const gone = (pids: Record<string, number>) =>
  waitFor(
    "everything to end",
    () => alive(pids),
    (left) => left.length === 0,
    ENDS_WITHIN_MS,
  );

async function query<R extends pg.QueryResultRow>(url: string, text: string): Promise<R[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<R>(text)).rows;
  } finally {
    await client.end();
  }
}

/** The lines for a person, without the progress. */
const sentences = (starter: Starter) =>
  starter
    .output()
    .split("\n")
    .filter((line) => line.trim() && !line.startsWith("•"));

async function expectRefusal(starter: Starter, words: RegExp) {
  expect(await starter.ended).toBe(1);
  expect(sentences(starter)).toEqual([expect.stringMatching(words)]);
}

test.beforeAll(async () => {
  home = await newDataDir();
  demo = startDemo();
  await demo.ready();
});

test.afterAll(async () => {
  demo.signal("SIGTERM");
  await demo.ended;
  await home.remove();
});

test("a second start on the same data folder is refused in one sentence and disturbs nothing", async () => {
  await expectRefusal(startDemo(), /^✗ It is running already \(process \d+\)/);
  expect((await fetch(appUrl("/api/health"))).status).toBe(200);
});

test("a taken PORT is refused in one sentence, before anything is started", async () => {
  const taken = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => taken.once("listening", resolve));
  const address = taken.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const other = await newDataDir();
  const env = { APP_MODE: "demo", ISP_DATA_DIR: other.dataDir, PORT: String(port) };
  await expectRefusal(runStarter(env), new RegExp(`^✗ Port ${port} is taken by another program`));
  taken.close();
  await other.remove();
});

test("live mode without a database is refused in one sentence", async () => {
  const other = await newDataDir();
  const starter = runStarter({ APP_MODE: "live", ISP_DATA_DIR: other.dataDir });
  await expectRefusal(starter, /^✗ APP_MODE=live needs DATABASE_URL/);
  await other.remove();
});

test("an unsigned call to the Inngest endpoint gets 401", async () => {
  const call = (method: string) =>
    fetch(appUrl("/api/inngest?fnId=isp-tick&stepId=step"), {
      method,
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ event: { name: "x", data: {} }, events: [], steps: {}, ctx: {} }),
    });
  expect((await call("POST")).status).toBe(401);
});

test("live mode seeds nothing, simulates nothing, and prints a link with which the owner begins", async () => {
  const other = await newDataDir();
  await query(databaseUrl(), "create database live_start");
  const url = databaseUrl().replace(/isp$/, "live_start");
  const env = {
    APP_MODE: "live",
    DATABASE_URL: url,
    OWNER_EMAIL: "owner@example.co.ke",
    ISP_DATA_DIR: other.dataDir,
    HOST: "127.0.0.1",
  };
  const live = runStarter(env);
  await live.ready();
  const link = /http\S+\/setup\/\S+/.exec(live.output())?.[0] ?? "";
  const page = await fetch(link);
  expect(page.status).toBe(200);
  expect(await page.text()).toContain("password");
  expect(Object.keys(readPids(other.dataDir)).sort()).toEqual(["app", "jobs", "worker"]);
  const counts = await query(
    url,
    "select (select count(*) from staff)::int as staff, (select count(*) from customers)::int as customers, (select count(*) from routers)::int as routers, (select count(*) from packages)::int as packages",
  );
  expect(counts).toEqual([{ staff: 1, customers: 0, routers: 0, packages: 0 }]);
  const pids = { ...readPids(other.dataDir), starter: starterPid(other.dataDir) };
  live.signal("SIGTERM");
  expect(await live.ended).toBe(0);
  await gone(pids);
  // The database was not its own to stop.
  expect(await query(url, "select 1 as one")).toEqual([{ one: 1 }]);
  await other.remove();
});

test("Ctrl-C stops everything that was started and nothing else; the next start is quick and keeps the data", async () => {
  const bystander = spawn("sleep", ["600"]);
  const pids = startedPids(home.dataDir);
  expect(alive(pids)).toEqual(Object.keys(pids));
  await query(databaseUrl(), "update customers set notes = 'kept' where name = 'Amina Wanjiru'");
  // A shell and npm pass the same keystroke on: it comes more than once.
  demo.signal("SIGINT");
  demo.signal("SIGINT");
  expect(await demo.ended).toBe(0);
  await gone(pids);
  expect(bystander.exitCode).toBeNull();
  bystander.kill();

  const before = Date.now();
  demo = startDemo();
  await demo.ready();
  expect(Date.now() - before).toBeLessThan(QUICK_MS);
  const kept = await query(databaseUrl(), "select name from customers where notes = 'kept'");
  expect(kept).toEqual([{ name: "Amina Wanjiru" }]);
});

test("a launcher that is killed without a word takes everything with it", async () => {
  const pids = startedPids(home.dataDir);
  demo.signal("SIGKILL");
  await gone(pids);
  demo = startDemo();
  await demo.ready();
});

test("after a kill of the starter itself nothing but Postgres is left, and the next start takes it over", async () => {
  const { postgres, ...rest } = startedPids(home.dataDir);
  process.kill(starterPid(home.dataDir), "SIGKILL");
  await gone(rest);
  expect(alive({ postgres: postgres ?? 0 })).toEqual(["postgres"]);
  demo = startDemo();
  await demo.ready();
  expect(demo.output()).toContain("Found Postgres still running from last time; using it.");
  expect(postgresPid(join(home.dataDir, "postgres"))).toBe(postgres);
  expect((await fetch(appUrl("/api/health"))).status).toBe(200);
});

test("a stop in the middle of the start leaves nothing behind", async () => {
  const other = await newDataDir();
  const starter = runStarter({ APP_MODE: "demo", ISP_DATA_DIR: other.dataDir });
  await waitFor(
    "the simulators",
    () => starter.output().includes("Starting the simulators"),
    Boolean,
    STARTS_WITHIN_MS,
  );
  const postgres = postgresPid(join(other.dataDir, "postgres"));
  starter.signal("SIGTERM");
  expect(await starter.ended).toBe(0);
  await gone({ postgres });
  await other.remove();
});

test("a data folder that the postgres user cannot enter works, and it is said where the database is", async () => {
  test.skip(process.getuid?.() !== 0, "only root runs Postgres as somebody else");
  const closed = await mkdtemp(join(tmpdir(), "isp-closed-"));
  await chmod(closed, 0o700);
  const starter = runStarter({ APP_MODE: "demo", ISP_DATA_DIR: join(closed, "data") });
  await starter.ready();
  const kept = /The database is kept in (\S+): the postgres user cannot enter/.exec(
    starter.output(),
  );
  const place = kept?.[1] ?? "";
  expect(place).toMatch(/isp-manager-[0-9a-f]{8}\/postgres$/);
  const postgres = postgresPid(place);
  starter.signal("SIGTERM");
  expect(await starter.ended).toBe(0);
  await gone({ postgres });
  await rm(closed, { recursive: true, force: true });
  await rm(join(place, ".."), { recursive: true, force: true });
});
