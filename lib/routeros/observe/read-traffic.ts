import type { Intent } from "../../sync/intent";
import { isRouterError } from "../errors";
import type { RouterPort, RunOptions } from "../port";
import { wholeNumber } from "../values";

/** Whose traffic: a login's name, or a static address. */
export interface TrafficOf {
  service: Intent["serviceType"];
  name: string;
}

/** As the customer sees it. Hotspot sessions tell only what they have counted, in bytes. */
export type TrafficReading =
  | { uploadKbps: number; downloadKbps: number }
  | { uploadBytes: number; downloadBytes: number };

/** What a customer moves at this moment, in one command; undefined when the customer is not online. Throws RouterError. */
export async function readTraffic(
  router: RouterPort,
  { service, name }: TrafficOf,
  options: RunOptions = {},
): Promise<TrafficReading | undefined> {
  if (service === "pppoe") return interfaceRate(router, `<pppoe-${name}>`, options);
  if (service === "static") {
    const rows = await router.print("/queue/simple", {
      proplist: ["rate"],
      query: [`target=${name}/32`],
      ...options,
    });
    return queueRate(rows[0]?.rate);
  }
  const [row] = await router.print("/ip/hotspot/active", {
    proplist: ["bytes-in", "bytes-out"],
    query: [`user=${name}`],
    ...options,
  });
  const uploadBytes = wholeNumber(row?.["bytes-in"]);
  const downloadBytes = wholeNumber(row?.["bytes-out"]);
  if (uploadBytes === undefined || downloadBytes === undefined) return undefined;
  return { uploadBytes, downloadBytes };
}

/** The router receives what the customer sends. */
async function interfaceRate(router: RouterPort, name: string, options: RunOptions) {
  try {
    const words = { interface: name, once: "" };
    const { rows } = await router.run("/interface/monitor-traffic", words, options);
    return rates(rows[0]?.["rx-bits-per-second"], rows[0]?.["tx-bits-per-second"]);
  } catch (error) {
    // The interface comes and goes with the session.
    if (isRouterError(error, "bad_reference")) return undefined;
    throw error;
  }
}

function queueRate(pair = "") {
  const [up, down] = pair.split("/");
  return rates(up, down);
}

function rates(up: string | undefined, down: string | undefined) {
  const [upload, download] = [wholeNumber(up), wholeNumber(down)];
  if (upload === undefined || download === undefined) return undefined;
  return { uploadKbps: Math.round(upload / 1000), downloadKbps: Math.round(download / 1000) };
}
