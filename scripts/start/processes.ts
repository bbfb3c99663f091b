import { join } from "node:path";
import { ROOT, type StartOptions } from "./options";
import type { Ports } from "./ports";
import { answers, type ProcessSpec } from "./supervisor";

const NEXT = join(ROOT, "node_modules", "next", "dist", "bin", "next");

// Jobs stand back behind callbacks and pages, which somebody is waiting for.
const JOB_NICENESS = 10;

/** How the job server ends when another one has its database. */
const SUPERSEDED = 3;

// Job server and simulators print one line of JSON when they listen.
const READY_JSON = '"ready":true';

type Env = Record<string, string | undefined>;

/** Where this machine reaches the app: a HOST that means "everywhere" answers on loopback too, another only itself. */
export function appOrigin({ HOST }: StartOptions, port: number): string {
  const everywhere = HOST === undefined || HOST === "0.0.0.0" || HOST === "::";
  const host = everywhere ? "127.0.0.1" : HOST;
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}

/** Hot reload serves the jobs too; so does the app for an Inngest server elsewhere, which knows one address. */
const hasWorker = ({ dev, INNGEST_BASE_URL }: StartOptions) => !dev && !INNGEST_BASE_URL;

/** The app, and the worker that does its jobs. */
export function appProcesses(options: StartOptions, ports: Ports, env: Env): ProcessSpec[] {
  const app = appProcess(options, ports.app, env);
  return hasWorker(options) ? [app, workerProcess(options, ports.worker, env)] : [app];
}

/**
 * The app again, on loopback, for the job server alone: neither a page nor a callback of M-Pesa's waits behind a crowd of
 * jobs, and the system shares the processors out between the two.
 */
function workerProcess(options: StartOptions, port: number, env: Env): ProcessSpec {
  return {
    name: "worker",
    args: [NEXT, "start", "-p", String(port), "-H", "127.0.0.1"],
    niceness: JOB_NICENESS,
    env: {
      ...env,
      NODE_ENV: "production",
      NEXT_TELEMETRY_DISABLED: "1",
      ...standingBack(options),
    },
    readyLine: "Ready in",
    isReady: answers(`http://127.0.0.1:${port}/api/health`),
  };
}

/** Only the embedded database is sure to be on this machine. */
const standingBack = ({ DATABASE_URL }: StartOptions): Env =>
  DATABASE_URL ? {} : { DATABASE_NICENESS: String(JOB_NICENESS) };

/** The app: next start, or next dev with hot reload. */
export function appProcess(options: StartOptions, port: number, env: Env): ProcessSpec {
  const host = options.HOST ?? (options.APP_MODE === "demo" ? "127.0.0.1" : "0.0.0.0");
  const command = options.dev ? "dev" : "start";
  return {
    name: "app",
    args: [NEXT, command, "-p", String(port), "-H", host],
    env: {
      ...env,
      NODE_ENV: options.dev ? "development" : "production",
      NEXT_TELEMETRY_DISABLED: "1",
    },
    readyLine: "Ready in",
    isReady: answers(`${appOrigin(options, port)}/api/health`),
  };
}

/** The job server for one machine. */
export function jobServerProcess(
  options: StartOptions,
  ports: Pick<Ports, "app" | "jobs" | "worker">,
  env: Env,
): ProcessSpec {
  const port = ports.jobs;
  const origin = hasWorker(options)
    ? `http://127.0.0.1:${ports.worker}`
    : appOrigin(options, ports.app);
  return {
    name: "jobs",
    args: ["--import", "tsx", "inngest/local/main.ts"],
    niceness: JOB_NICENESS,
    env: {
      ...env,
      JOB_SERVER_PORT: String(port),
      JOB_SERVER_APP_URL: `${origin}/api/inngest`,
    },
    // Another start has taken the jobs of this database: taking them back at once would go on for ever.
    envAfter: (code): Record<string, string> =>
      code === SUPERSEDED ? { JOB_SERVER_STAND_BY: "1" } : {},
    readyLine: READY_JSON,
    isReady: async () => {
      // Unhealthy until the app has registered its functions, which comes later.
      const response = await fetch(`http://127.0.0.1:${port}/health`, {
        signal: AbortSignal.timeout(2_000),
      });
      return response.status === 200 || response.status === 503;
    },
  };
}

/** A simulator, configured by a file. */
export function simulatorProcess(
  name: string,
  main: string,
  configFile: string,
  readyUrl: string,
): ProcessSpec {
  return {
    name,
    args: ["--import", "tsx", main, "--config", configFile],
    niceness: JOB_NICENESS,
    env: {},
    readyLine: READY_JSON,
    isReady: answers(readyUrl),
  };
}
