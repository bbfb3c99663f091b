import { join } from "node:path";
import { ROOT, type StartOptions } from "./options";
import { answers, type ProcessSpec } from "./supervisor";

const NEXT = join(ROOT, "node_modules", "next", "dist", "bin", "next");

// Job server and simulators print one line of JSON when they listen.
const READY_JSON = '"ready":true';

type Env = Record<string, string | undefined>;

/** Where this machine reaches the app: a HOST that means "everywhere" answers on loopback too, another only itself. */
export function appOrigin({ HOST }: StartOptions, port: number): string {
  const everywhere = HOST === undefined || HOST === "0.0.0.0" || HOST === "::";
  const host = everywhere ? "127.0.0.1" : HOST;
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}

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
  port: number,
  options: StartOptions,
  appPort: number,
  env: Env,
): ProcessSpec {
  return {
    name: "jobs",
    args: ["--import", "tsx", "inngest/local/main.ts"],
    env: {
      ...env,
      JOB_SERVER_PORT: String(port),
      JOB_SERVER_APP_URL: `${appOrigin(options, appPort)}/api/inngest`,
    },
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
    env: {},
    readyLine: READY_JSON,
    isReady: answers(readyUrl),
  };
}
