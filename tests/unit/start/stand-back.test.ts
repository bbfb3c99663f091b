import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { getPriority } from "node:os";
import { expect, onTestFinished, test } from "vitest";
import { standBack } from "@/scripts/start/stand-back";

test("standing back lowers a process, and on Linux its session, which counts first", () => {
  const idle = ["-e", "setInterval(() => {}, 1000)"];
  const child = spawn(process.execPath, idle, { detached: true });
  onTestFinished(() => void child.kill("SIGKILL"));
  const pid = child.pid ?? 0;
  standBack(pid, 7);
  expect(getPriority(pid)).toBe(7);
  const session = `/proc/${pid}/autogroup`;
  if (existsSync(session)) expect(readFileSync(session, "utf8")).toMatch(/nice 7\s*$/);
});

test("standing back leaves a process that has ended in peace", () => {
  expect(() => standBack(2 ** 22 + 1, 7)).not.toThrow();
});
