import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { printBanner } from "./banner";
import { buildIfNeeded } from "./build";
import { openDatabase } from "./database";
import { DEMO_ROUTER_LOGIN, demoEnvironment, startSimulators } from "./demo";
import { loadKeys } from "./keys";
import { lockDataDir } from "./lock";
import { readOptions, type StartOptions } from "./options";
import { choosePorts } from "./ports";
import { appProcesses, jobServerProcess } from "./processes";
import { registerFunctions } from "./register-functions";
import { Supervisor } from "./supervisor";

const say = (line: string) => console.log(`• ${line}`);
const cleanups: (() => Promise<void> | void)[] = [];
const stop = new AbortController();
let stoppedAt = 0;
// Shells, npm and the launcher may each pass the same Ctrl-C on.
const SAME_KEYSTROKE_MS = 1_000;

/** Stops everything that was started, newest first. */
async function shutDown(code: number): Promise<never> {
  for (const cleanup of cleanups.reverse()) await cleanup();
  process.exit(code);
}

/** Says what comes next, unless it was told to stop meanwhile. */
function begin(line: string) {
  stop.signal.throwIfAborted();
  say(line);
}

async function start(options: StartOptions) {
  cleanups.push(await lockDataDir(options.dataDir));
  const logDir = join(options.dataDir, "logs");
  await mkdir(logDir, { recursive: true });
  const demo = options.APP_MODE === "demo";
  const keys = await loadKeys(options.dataDir);
  const ports = await choosePorts(options);

  begin(options.DATABASE_URL ? "Connecting to the database…" : "Starting the embedded Postgres…");
  const database = await openDatabase(options, ports.postgres, say);
  cleanups.push(database.stop);
  const appUrl = options.APP_URL ?? `http://localhost:${ports.app}`;
  const inngestUrl = options.INNGEST_BASE_URL ?? `http://127.0.0.1:${ports.jobs}`;
  const env = {
    ...keys,
    APP_MODE: options.APP_MODE,
    APP_URL: appUrl,
    NEXTAUTH_URL: appUrl,
    DATABASE_URL: database.url,
    ...(database.embedded && { DATABASE_NAMED_STATEMENTS: "on" }),
    INNGEST_BASE_URL: inngestUrl,
    ...(demo ? demoEnvironment(ports) : {}),
  };
  Object.assign(process.env, env);

  begin("Bringing the database up to date…");
  const { prepareDatabase, createOwnerLink } = await import("./prepare-database");
  const { paused } = await prepareDatabase(options, database, say);

  stop.signal.throwIfAborted();
  const supervisor = new Supervisor(logDir, say, stop.signal);
  cleanups.push(() => supervisor.stop());
  if (demo) {
    begin("Starting the simulators (routers, M-Pesa, SMS, a phone)…");
    await startSimulators(supervisor, options.dataDir, ports);
  }
  const { prepareChannels } = await import("./prepare-channels");
  if (!paused) await prepareChannels(options, ports);
  if (!options.INNGEST_BASE_URL) {
    begin("Starting the job server…");
    // It keeps its state in a schema of its own, which the app's role may not make.
    const jobsEnv = { ...env, DATABASE_URL: database.ownerUrl };
    await supervisor.start(jobServerProcess(options, ports, jobsEnv));
  }
  if (!options.dev) await buildIfNeeded(logDir, say, stop.signal);
  begin("Starting the app…");
  await Promise.all(appProcesses(options, ports, env).map((spec) => supervisor.start(spec)));
  if (options.INNGEST_BASE_URL) await registerFunctions(appUrl, say);
  if (demo) {
    const { seedDemo } = await import("@/drizzle/seed/demo");
    const seeded = await seedDemo({
      a: { port: ports.routerA },
      b: { port: ports.routerB },
      ...DEMO_ROUTER_LOGIN,
    });
    if (seeded) say("Filled the demo ISP: staff, routers, packages, customers, past payments.");
  }
  const ownerLink = demo ? undefined : await createOwnerLink(options, appUrl);
  printBanner({ appUrl, demo, ports, paused, logDir, ownerLink, dev: options.dev });
}

async function main(): Promise<void> {
  try {
    await start(readOptions(process.argv.slice(2)));
    stop.signal.throwIfAborted();
  } catch (error) {
    if (stop.signal.aborted) return shutDown(0);
    stoppedAt = Date.now();
    stop.abort();
    console.error(`\n✗ ${error instanceof Error ? error.message : String(error)}\n`);
    if (process.env.DEBUG) console.error(error);
    return shutDown(1);
  }
  stop.signal.addEventListener("abort", () => void shutDown(0));
}

/** The first call stops in order, also in the middle of the start; one that comes later ends at once. */
function onStop() {
  if (stop.signal.aborted) {
    if (Date.now() - stoppedAt > SAME_KEYSTROKE_MS) process.exit(1);
    return;
  }
  stoppedAt = Date.now();
  console.log("\n• Stopping…");
  stop.abort();
}

for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, onStop);
// The launcher was killed without a word.
process.on("disconnect", onStop);
// Nobody reads what is printed any more: that must not keep anything from being stopped.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
await main();
