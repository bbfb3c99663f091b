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
import { appProcess, jobServerProcess } from "./processes";
import { Supervisor } from "./supervisor";

const say = (line: string) => console.log(`• ${line}`);
const cleanups: (() => Promise<void> | void)[] = [];
let stopping = false;

/** Stops everything that was started, newest first. A second Ctrl-C ends at once. */
async function shutDown(code: number): Promise<never> {
  if (stopping) process.exit(code || 1);
  stopping = true;
  for (const cleanup of cleanups.reverse()) await cleanup();
  process.exit(code);
}

async function main(options: StartOptions) {
  cleanups.push(await lockDataDir(options.dataDir));
  const logDir = join(options.dataDir, "logs");
  await mkdir(logDir, { recursive: true });
  const demo = options.APP_MODE === "demo";
  const keys = await loadKeys(options.dataDir);
  const ports = await choosePorts(options);

  say(options.DATABASE_URL ? "Connecting to the database…" : "Starting the embedded Postgres…");
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
    INNGEST_BASE_URL: inngestUrl,
    ...(demo ? demoEnvironment(ports) : {}),
  };
  Object.assign(process.env, env);

  say("Bringing the database up to date…");
  const { prepareDatabase, createOwnerLink } = await import("./prepare-database");
  const { paused } = await prepareDatabase(options);

  const supervisor = new Supervisor(logDir, say);
  cleanups.push(() => supervisor.stop());
  if (demo) {
    say("Starting the simulators (routers, M-Pesa, SMS, a phone)…");
    await startSimulators(supervisor, options.dataDir, ports);
  }
  const { prepareChannels } = await import("./prepare-channels");
  if (!paused) await prepareChannels(options, ports);
  if (!options.INNGEST_BASE_URL) {
    say("Starting the job server…");
    await supervisor.start(jobServerProcess(ports.jobs, ports.app, env));
  }
  if (!options.dev) await buildIfNeeded(logDir, say);
  say("Starting the app…");
  await supervisor.start(appProcess(options, ports.app, env));
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

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    console.log("\n• Stopping…");
    void shutDown(0);
  });
}

try {
  await main(readOptions(process.argv.slice(2)));
} catch (error) {
  console.error(`\n✗ ${error instanceof Error ? error.message : String(error)}\n`);
  if (process.env.DEBUG) console.error(error);
  await shutDown(1);
}
