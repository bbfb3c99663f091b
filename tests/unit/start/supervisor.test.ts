import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { jobServerProcess } from "@/scripts/start/processes";
import { Supervisor } from "@/scripts/start/supervisor";
import { waitFor } from "@/tests/support/wait-for";

test("a job server whose jobs another start has taken stands by when it is started again; after a crash it does not", async () => {
  const folder = await mkdtemp(join(tmpdir(), "supervisor-"));
  await mkdir(join(folder, "logs"));
  const lines = join(folder, "lines");
  // Superseded at first, then killed by something, then up.
  const script = `
    const fs = require("node:fs");
    const before = fs.existsSync(${JSON.stringify(lines)}) ? fs.readFileSync(${JSON.stringify(lines)}, "utf8") : "";
    const turn = before.split("\\n").length;
    fs.appendFileSync(${JSON.stringify(lines)}, (process.env.JOB_SERVER_STAND_BY ?? "at once") + "\\n");
    console.log('"ready":true');
    setTimeout(() => { if (turn < 3) process.exit(turn === 1 ? 3 : 1); }, turn < 3 ? 500 : 60_000);`;
  const stop = new AbortController();
  const supervisor = new Supervisor(join(folder, "logs"), () => undefined, stop.signal);
  const options = { APP_MODE: "demo" } as Parameters<typeof jobServerProcess>[0];
  const spec = jobServerProcess(options, { app: 1, jobs: 2, worker: 3 }, {});
  await supervisor.start({ ...spec, args: ["-e", script], isReady: async () => true });
  const written = async () =>
    existsSync(lines) ? (await readFile(lines, "utf8")).split("\n") : [];
  await waitFor("three starts", written, (found) => found.length === 4);
  stop.abort();
  await supervisor.stop();
  expect(await written()).toEqual(["at once", "1", "at once", ""]);
});
