import type { RouterPort } from "../port";
import { anyOf } from "../query";
import { wholeNumber } from "../values";
import { optional } from "./optional";

/** Where traffic enters and leaves; sessions have interfaces of their own by the thousand, which are not asked for. */
const TYPES = ["ether", "bond", "wlan", "wifi", "lte", "pppoe-out", "wg"];
const MOST_PORTS = 24;

export interface PortCounters {
  name: string;
  type: string;
  rxBytes: number;
  txBytes: number;
}

/** What the running ports have counted, in the router's order; the first two dozen. Throws RouterError. */
export async function readPorts(router: RouterPort): Promise<PortCounters[]> {
  const rows = await optional(
    router.print("/interface", {
      proplist: ["name", "type", "rx-byte", "tx-byte"],
      query: ["running=true", ...anyOf(TYPES.map((type) => [`type=${type}`]))],
      deadlineMs: 15_000,
    }),
  );
  return (rows ?? []).slice(0, MOST_PORTS).flatMap((row) => {
    const rxBytes = wholeNumber(row["rx-byte"]);
    const txBytes = wholeNumber(row["tx-byte"]);
    if (!row.name || rxBytes === undefined || txBytes === undefined) return [];
    return [{ name: row.name, type: row.type ?? "", rxBytes, txBytes }];
  });
}
