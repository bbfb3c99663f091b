import { appendFileSync, existsSync } from "node:fs";
import { startApp } from "./app";

/**
 * The app as a process that tests can kill. Its functions write what they do, a line each, to
 * TRACE_FILE; the step `hold` waits until the file GATE_FILE exists.
 */
const { TRACE_FILE = "", GATE_FILE = "", APP_PORT = "", BASE_URL = "" } = process.env;

const trace = (line: string) => appendFileSync(TRACE_FILE, `${line}\n`);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

await startApp(Number(APP_PORT), BASE_URL, (client) => [
  client.createFunction(
    { id: "held", retries: 0, triggers: [{ event: "t/held" }] },
    async ({ step }) => {
      await step.run("before", () => trace("before"));
      await step.run("hold", async () => {
        trace("hold");
        while (!existsSync(GATE_FILE)) await pause(10);
      });
      await step.run("after", () => trace("after"));
      return "whole";
    },
  ),
  client.createFunction(
    { id: "narrow", retries: 0, concurrency: 1, triggers: [{ event: "t/narrow" }] },
    async ({ step }) => {
      await step.run("hold", async () => {
        while (!existsSync(GATE_FILE)) await pause(10);
      });
      return null;
    },
  ),
  client.createFunction(
    { id: "sleeper", retries: 0, triggers: [{ event: "t/sleeper" }] },
    async ({ step }) => {
      await step.run("before", () => trace("before"));
      await step.sleep("nap", "2s");
      await step.run("after", () => trace("after"));
    },
  ),
  client.createFunction(
    {
      id: "chain",
      retries: 0,
      concurrency: { limit: 1, key: "event.data.key" },
      triggers: [{ event: "t/chain" }],
    },
    async ({ step, event }) => {
      let sum = 0;
      for (let i = 1; i <= 3; i++) {
        sum += await step.run(`s${i}`, async () => {
          trace(`${event.data.n} s${i}`);
          await pause(5);
          return i;
        });
      }
      const [x, y] = await Promise.all([
        step.run("x", () => sum * 10),
        step.run("y", () => sum * 100),
      ]);
      return x + y;
    },
  ),
]);
console.log("ready");
