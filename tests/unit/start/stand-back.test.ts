import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { getPriority } from "node:os";
import { afterEach, describe, expect, it } from "vitest";
import { standBack } from "@/scripts/start/stand-back";

describe("standing back", () => {
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { detached: true });
  afterEach(async () => {
    child.kill("SIGKILL");
    await once(child, "exit");
  });

  it("lowers a process, and on Linux its session, which counts first", async () => {
    const pid = child.pid ?? 0;
    standBack(pid, 7);
    expect(getPriority(pid)).toBe(7);
    const session = `/proc/${pid}/autogroup`;
    if (existsSync(session)) expect(readFileSync(session, "utf8")).toMatch(/nice 7\s*$/);
  });
});

it("leaves a process that has ended in peace", () => {
  expect(() => standBack(2 ** 22 + 1, 7)).not.toThrow();
});
