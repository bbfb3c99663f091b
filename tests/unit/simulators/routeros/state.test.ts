import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { afterThisTest, client, router } from "./harness";

const MAIN = fileURLToPath(new URL("../../../simulators/routeros/main.ts", import.meta.url));

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "routeros-sim-"));
  afterThisTest(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

interface Ready {
  controlUrl: string;
  routers: { id: string; port: number; tlsPort?: number }[];
}

/** Starts the stand-alone process and waits for its ready line. */
async function start(config: unknown): Promise<{ child: ChildProcess; ready: Ready }> {
  const env = { ...process.env, ROUTEROS_SIM_CONFIG: JSON.stringify(config) };
  const child = spawn(process.execPath, ["--import", "tsx", MAIN], { env });
  afterThisTest(() => void child.kill("SIGKILL"));
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  return { child, ready: JSON.parse(line) };
}

describe("snapshots", () => {
  it("restoring brings tables, ids and CPEs back, and everyone redials", async () => {
    const simulator = await router();
    simulator.addRow("/ppp/profile", { name: "p5" });
    simulator.addRow("/ppp/secret", { name: "ñandú", password: "x", profile: "p5" });
    simulator.dial({ name: "ñandú", password: "x" });
    const snapshot = JSON.parse(JSON.stringify(simulator.snapshot()));
    const other = await router();
    other.addRow("/ppp/secret", { name: "gone" });
    other.restore(snapshot);
    expect(other.rows("/ppp/secret")).toEqual(simulator.rows("/ppp/secret"));
    expect(other.sessions().map(({ name }) => name)).toEqual(["ñandú"]);
    expect(other.addRow("/ppp/secret", { name: "next" })).toBe("*2");
  });
});

describe("the state file", () => {
  it("a second start finds what the first one left", async () => {
    const stateFile = join(folder(), "deep", "r.json");
    const first = await router({ stateFile });
    first.addRow("/ppp/secret", { name: "alice", password: "x" });
    first.dial({ name: "alice", password: "x" });
    await first.close();
    const second = await router({ stateFile });
    expect(second.sessions().map(({ name }) => name)).toEqual(["alice"]);
  });

  it("a file that is not ours is refused in one sentence and left alone", async () => {
    const stateFile = join(folder(), "r.json");
    writeFileSync(stateFile, "{ broken");
    await expect(router({ stateFile })).rejects.toThrow(/cannot be read; remove it/);
    expect(readFileSync(stateFile, "utf8")).toBe("{ broken");
  });
});

describe("the stand-alone process", () => {
  it("hosts several routers, and SIGKILL loses no change older than a second", async () => {
    const stateFile = join(folder(), "nairobi.json");
    const nairobi = { id: "nairobi", stateFile, autoCpe: true, redialSeconds: 0.05 };
    const config = { routers: [nairobi, { id: "kisumu", version: "7.22" }] };
    const { child, ready } = await start(config);
    expect(ready.routers.map(({ id }) => id)).toEqual(["nairobi", "kisumu"]);
    const port = ready.routers[0]?.port ?? 0;
    const api = await client({ port });
    await api.call("/ppp/secret/add", "=name=alice", "=password=x");
    const saved = () => readFileSync(stateFile, "utf8");
    await expect.poll(() => saved().includes("alice"), { timeout: 1000 }).toBe(true);
    child.kill("SIGKILL");
    await once(child, "exit");
    const again = await start(config);
    const sessions = await fetch(`${again.ready.controlUrl}/_sim/routers/nairobi/sessions`);
    expect(await sessions.json()).toMatchObject([{ name: "alice" }]);
  });

  it("SIGTERM writes what is not yet written and exits with 0", async () => {
    const stateFile = join(folder(), "r.json");
    const { child, ready } = await start({ routers: [{ stateFile }] });
    const api = await client({ port: ready.routers[0]?.port ?? 0 });
    await api.call("/ppp/secret/add", "=name=alice");
    child.kill("SIGTERM");
    const [code] = await once(child, "exit");
    expect(code).toBe(0);
    expect(readFileSync(stateFile, "utf8")).toContain("alice");
  });

  it.each([
    ["no configuration", ""],
    ["broken JSON", "{"],
    ["an unknown option", '{"routers":[{"colour":"red"}]}'],
    ["two routers of one name", '{"routers":[{"id":"a"},{"id":"a"}]}'],
  ])("exits with 1 and says why: %s", async (_, config) => {
    const env = { ...process.env, ROUTEROS_SIM_CONFIG: config };
    const child = spawn(process.execPath, ["--import", "tsx", MAIN], { env });
    let said = "";
    child.stderr.on("data", (chunk) => {
      said += chunk;
    });
    const [code] = await once(child, "close");
    expect(code).toBe(1);
    expect(said.trim().length).toBeGreaterThan(10);
    expect(said).not.toContain("    at ");
  });
});
