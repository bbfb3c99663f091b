import { RouterError } from "../errors";
import type { RouterPort, RouterVitals } from "../port";
import { durationSeconds, wholeNumber } from "../values";
import { firstRow } from "./first-row";
import { optional } from "./optional";
import { readHardwareId } from "./read-hardware-id";

/** A router's health in one round of small reads: what a poll stores. Throws RouterError. */
export async function readVitals(router: RouterPort): Promise<RouterVitals> {
  const [identity, resource, sessionCount, hardwareId] = await Promise.all([
    firstRow(router, "/system/identity", ["name"]),
    firstRow(router, "/system/resource", [
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

function required(value: number | undefined, what: string): number {
  if (value !== undefined) return value;
  throw new RouterError("protocol", `The router does not tell its ${what}.`);
}
