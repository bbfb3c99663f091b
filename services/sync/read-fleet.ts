import type { Context } from "@/lib/context";
import { type RouterPort, scanRouter } from "@/lib/routeros";
import { type ServiceType, sharedTagOf, type UnreadTable } from "@/lib/sync";
import { listsOf } from "./load-fleet";
import type { RouterHead } from "./load-targets";
import { loadWants, type Wants } from "./load-wants";
import { type RulesRead, readRules } from "./plan-router";

/** What a comparison stands on. */
export interface FleetReading {
  /** Of whom what is wanted, as of no later than anybody is looked at. */
  wants: Wants;
  tables: UnreadTable[];
  /** The router's own. */
  rules: RulesRead;
}

/**
 * Reads a router and what is wanted of it, all side by side. Which tables there are to read depends on who is wanted:
 * `expected` are the services of last time, so that the router need not wait for the database; if they are others by
 * now, it is read again. Throws RouterError.
 */
export async function readFleet(
  ctx: Context,
  port: RouterPort,
  head: RouterHead,
  expected?: readonly ServiceType[],
): Promise<FleetReading> {
  const loading = loadWants(ctx, head.routerId);
  const reading = readRouter(ctx, port, head, expected ?? (await loading).services);
  // If the database fails, what becomes of the reading is nobody's concern.
  reading.catch(() => undefined);
  const wants = await loading;
  const isOther = expected && !isSame(expected, wants.services);
  const [tables, rules] = await (isOther ? readRouter(ctx, port, head, wants.services) : reading);
  return { wants, tables, rules };
}

const readRouter = (
  ctx: Context,
  port: RouterPort,
  head: RouterHead,
  services: readonly ServiceType[],
): Promise<[UnreadTable[], RulesRead]> => {
  const reading = {
    tag: sharedTagOf(head.installationId),
    services: [...services],
    lists: listsOf(head.router.settings),
  };
  return Promise.all([
    scanRouter(port, reading, { now: ctx.now }),
    readRules(port, head, services),
  ]);
};

const isSame = (a: readonly ServiceType[], b: readonly ServiceType[]) =>
  a.length === b.length && a.every((service) => b.includes(service));
