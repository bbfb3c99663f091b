import { RouterError } from "../errors";
import type { RouterPort, RouterVitals, Row } from "../port";
import { durationSeconds, wholeNumber } from "../values";
import { optional } from "./optional";

/** A router's health in one round of small reads: what a poll stores. Throws RouterError. */
export async function readVitals(router: RouterPort): Promise<RouterVitals> {
  const [identity, resource, sessionCount, hardwareId] = await Promise.all([
    first(router, "/system/identity", ["name"]),
    first(router, "/system/resource", [
      "uptime",
      "version",
      "board-name",
      "cpu-load",
      "free-memory",
      "total-memory",
    ]),
    optional(router.count("/ppp/active")),
    readHardwareId(router),
  ]);
  return {
    identity: identity.name ?? "",
    version: resource.version?.split(" ")[0] ?? "",
    boardName: resource["board-name"] ?? "",
    uptimeSeconds: required(durationSeconds(resource.uptime ?? ""), "uptime"),
    cpuLoadPercent: required(wholeNumber(resource["cpu-load"]), "cpu-load"),
    freeMemoryBytes: required(wholeNumber(resource["free-memory"]), "free-memory"),
    totalMemoryBytes: required(wholeNumber(resource["total-memory"]), "total-memory"),
    sessionCount: sessionCount ?? 0,
    ...(hardwareId ? { hardwareId } : {}),
  };
}

/** Boards have a serial number, virtual routers a licence; the identity is the same on every unit that leaves the factory. */
async function readHardwareId(router: RouterPort): Promise<string | undefined> {
  const [board, licence] = await Promise.all([
    optional(first(router, "/system/routerboard", ["serial-number"])),
    optional(first(router, "/system/license", ["system-id", "software-id"])),
  ]);
  return board?.["serial-number"] || licence?.["system-id"] || licence?.["software-id"];
}

async function first(router: RouterPort, path: string, proplist: string[]): Promise<Row> {
  const [row] = await router.print(path, { proplist, deadlineMs: 15_000 });
  return row ?? {};
}

function required(value: number | undefined, what: string): number {
  if (value !== undefined) return value;
  throw new RouterError("protocol", `The router does not tell its ${what}.`);
}
