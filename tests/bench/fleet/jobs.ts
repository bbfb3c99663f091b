import { spawn } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createInterface } from "node:readline";
import { serve } from "inngest/node";
import { durableFunctions } from "@/inngest";
import { env } from "@/lib/env";
import { inngestClient } from "@/lib/events";
import { waitFor } from "@/tests/support/wait-for";

/** The product's durable functions in this process, and its job server in one of its own, as in life. */
export async function startJobs({ url, jobsPort }: { url: string; jobsPort: number }) {
  const app = createServer(serve({ client: inngestClient(), functions: durableFunctions() }));
  await new Promise<void>((resolve) => app.listen(0, "127.0.0.1", resolve));
  const appUrl = `http://127.0.0.1:${(app.address() as AddressInfo).port}/api/inngest`;
  const child = spawn(process.execPath, ["--import", "tsx", "inngest/local/main.ts"], {
    env: {
      ...process.env,
      DATABASE_URL: url,
      JOB_SERVER_PORT: String(jobsPort),
      JOB_SERVER_APP_URL: appUrl,
      INNGEST_EVENT_KEY: env().INNGEST_EVENT_KEY,
      INNGEST_SIGNING_KEY: env().INNGEST_SIGNING_KEY,
    },
    stdio: ["ignore", "pipe", process.env.BENCH_VERBOSE ? "inherit" : "ignore"],
  });
  await new Promise((resolve, reject) => {
    createInterface(child.stdout).once("line", resolve);
    child.once("exit", (code) => reject(new Error(`the job server ended with ${code}`)));
  });
  await waitFor("the functions to be registered", async () => {
    const response = await fetch(appUrl, { method: "PUT" }).catch(() => undefined);
    return response?.ok ?? false;
  });
  return {
    stop: async () => {
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await gone;
      app.closeAllConnections();
      app.close();
    },
  };
}
