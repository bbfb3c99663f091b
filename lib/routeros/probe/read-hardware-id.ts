import type { RouterPort } from "../port";
import { firstRow } from "./first-row";
import { optional } from "./optional";

/**
 * Boards have a serial number, virtual routers a licence; the identity is the same on every unit that leaves the factory.
 * Undefined when the router tells neither. Throws RouterError.
 */
export async function readHardwareId(router: RouterPort): Promise<string | undefined> {
  const [board, licence] = await Promise.all([
    optional(firstRow(router, "/system/routerboard", ["serial-number"])),
    optional(firstRow(router, "/system/license", ["system-id", "software-id"])),
  ]);
  return board?.["serial-number"] || licence?.["system-id"] || licence?.["software-id"];
}
