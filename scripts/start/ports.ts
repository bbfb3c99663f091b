import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { freePort, isPortFree } from "../postgres/free-port";
import type { StartOptions } from "./options";

const PREFERRED = {
  postgres: 54329,
  jobs: 8288,
  worker: 8289,
  routers: 8291,
  routerA: 18728,
  routerB: 28728,
  phone: 3210,
  daraja: 3211,
  sms: 3212,
};
export type Ports = Record<keyof typeof PREFERRED | "app", number>;

/**
 * Picks the ports: those of last time, or the usual ones, or free ones that the system deals out, so that two starts at
 * the same moment do not meet. A PORT that somebody asked for is never replaced: if it is taken, this throws and says so.
 */
export async function choosePorts(options: StartOptions): Promise<Ports> {
  const file = join(options.dataDir, "ports.json");
  const last = readPorts(await readFile(file, "utf8").catch(() => "{}"));
  const ports: Partial<Ports> = {};
  const taken = new Set<number>();
  for (const [name, usual] of Object.entries(PREFERRED) as [keyof typeof PREFERRED, number][]) {
    ports[name] = await pick(last[name] ?? usual, taken);
  }
  ports.app = await appPort(options, taken);
  await writeFile(file, JSON.stringify(ports));
  return ports as Ports;
}

const LastPorts = z.record(z.string(), z.number().int().min(1).max(65_535));

/** The ports of last time; none of them when a kill left the file half written. */
function readPorts(text: string): Record<string, number> {
  try {
    return LastPorts.parse(JSON.parse(text));
  } catch {
    return {};
  }
}

async function pick(wanted: number, taken: Set<number>): Promise<number> {
  let port = (await isPortFree(wanted)) ? wanted : await freePort();
  while (taken.has(port)) port = await freePort();
  taken.add(port);
  return port;
}

async function appPort(options: StartOptions, taken: Set<number>): Promise<number> {
  if (options.PORT === undefined) return pick(3000, taken);
  if (await isPortFree(options.PORT)) return options.PORT;
  throw new Error(
    `Port ${options.PORT} is taken by another program: stop it, or start with another PORT.`,
  );
}
