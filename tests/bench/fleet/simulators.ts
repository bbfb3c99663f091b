import { type ChildProcess, spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import type {
  CommandLogEntry,
  Counters,
  Fault,
  PppSession,
  RouterOsSimulatorOptions,
  Row,
} from "@/tests/simulators/routeros";

export interface SimulatedRouter {
  id: string;
  port: number;
  fault(fault: Fault): Promise<void>;
  /** Also lets a router that was hung go on. */
  clearFaults(): Promise<void>;
  counters(): Promise<Counters>;
  writes(): Promise<CommandLogEntry[]>;
  resetLog(): Promise<void>;
  rows(path: string): Promise<Row[]>;
  sessions(): Promise<PppSession[]>;
  setRow(path: string, id: string, fields: Row): Promise<void>;
  removeRow(path: string, id: string): Promise<void>;
}

export interface Simulators {
  routers: SimulatedRouter[];
  stop(): Promise<void>;
}

/** Simulated routers in a process of their own, so that they cost our process nothing but what a router's answer does. */
export async function startSimulators(
  home: string,
  routers: RouterOsSimulatorOptions[],
): Promise<Simulators> {
  const config = `${home}/routers.json`;
  await writeFile(config, JSON.stringify({ routers }));
  const child = spawn(
    process.execPath,
    ["--import", "tsx", "tests/simulators/routeros/main.ts", "--config", config],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const ready = await firstLine(child);
  return {
    routers: ready.routers.map(({ id, port }) => ({ id, port, ...controls(ready.controlUrl, id) })),
    stop: async () => {
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await gone;
    },
  };
}

interface Ready {
  controlUrl: string;
  routers: { id: string; port: number }[];
}

function firstLine(child: ChildProcess): Promise<Ready> {
  return new Promise((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`the simulators ended with ${code}`)));
    if (child.stdout)
      createInterface(child.stdout).once("line", (line) => resolve(JSON.parse(line) as Ready));
  });
}

function controls(controlUrl: string, id: string) {
  const call = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await fetch(`${controlUrl}/_sim/routers/${id}/${path}`, {
      method,
      ...(body !== undefined && {
        body: JSON.stringify(body),
        headers: { "content-type": "application/json" },
      }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${text}`);
    return (text === "" ? undefined : JSON.parse(text)) as T;
  };
  return {
    fault: (fault: Fault) => call<void>("POST", "faults", fault),
    clearFaults: () => call<void>("DELETE", "faults"),
    counters: () => call<Counters>("GET", "counters"),
    writes: () => call<CommandLogEntry[]>("GET", "log?writes"),
    resetLog: () => call<void>("DELETE", "log"),
    rows: (path: string) => call<Row[]>("GET", `rows?path=${encodeURIComponent(path)}`),
    sessions: () => call<PppSession[]>("GET", "sessions"),
    setRow: (path: string, rowId: string, fields: Row) =>
      call<void>("PATCH", "rows", { path, id: rowId, fields }),
    removeRow: (path: string, rowId: string) => call<void>("DELETE", "rows", { path, id: rowId }),
  };
}
