import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";

const MAIN = fileURLToPath(new URL("../../../simulators/phone/main.ts", import.meta.url));

let folder: string;
let child: ChildProcess | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "simulators-"));
});
afterEach(() => {
  child?.kill("SIGKILL");
  rmSync(folder, { recursive: true });
});

function start(config: unknown): ChildProcess {
  const file = join(folder, "config.json");
  writeFileSync(file, JSON.stringify(config));
  child = spawn(process.execPath, ["--import", "tsx", MAIN, "--config", file]);
  return child;
}

async function firstLine(stream: NodeJS.ReadableStream | null): Promise<string> {
  if (!stream) throw new Error("no stream");
  const [line] = await once(createInterface(stream), "line");
  return line;
}

it("prints one ready line, serves all three, and ends cleanly on SIGTERM", async () => {
  const running = start({ daraja: { shortcode: "600984" } });
  const ready = JSON.parse(await firstLine(running.stdout));
  expect(ready).toMatchObject({ ready: true, daraja: { shortcode: "600984" } });
  expect((await fetch(`${ready.daraja.url}/_sim/statement`)).status).toBe(200);
  expect((await fetch(`${ready.sms.url}/_sim/messages`)).status).toBe(200);
  expect((await fetch(ready.phone.url)).status).toBe(200);
  running.kill("SIGTERM");
  expect(await once(running, "exit")).toEqual([0, null]);
});

it("ends with the standard input of whoever started it, if asked to", async () => {
  const running = start({ stopWithStdin: true });
  await firstLine(running.stdout);
  running.stdin?.end();
  expect(await once(running, "exit")).toEqual([0, null]);
});

it("says in one sentence what is wrong with its configuration", async () => {
  const running = start({ daraja: { shortcode: "none" } });
  expect(await firstLine(running.stderr)).toMatch(/^The simulators did not start: .*\^\\d\{5,7\}/);
  expect(await once(running, "exit")).toEqual([1, null]);
});
