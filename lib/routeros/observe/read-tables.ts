import type { ResourceKind } from "../../sync/resource";
import { serviceKinds } from "../../sync/session-kinds";
import { RouterError } from "../errors";
import type { ObserveOptions, ObserveRouterInput, PrintOptions, RouterPort } from "../port";
import { anyOf, LASTING } from "../query";
import { type Table, tables } from "../tables";
import { ifThere } from "./if-there";

/** Busy routers stall for seconds; a table of ten thousand rows takes one. */
const BULK_DEADLINE_MS = 90_000;
/** Somebody may add a row between the print and the count; not three times in a row. */
const ATTEMPTS = 3;
/** Come and go all the time, and a missing one only waits for the next look. */
const RESTLESS = new Set<ResourceKind>([
  "session",
  "hotspot-active",
  "hotspot-cookie",
  "hotspot-host",
]);

type Print = <T>(how: (options: PrintOptions) => Promise<T[]>, router: RouterPort) => Promise<T[]>;

export interface TableToRead {
  kind: ResourceKind;
  path: string;
  /** Our time just before the print. */
  readAt: Date;
  /** Prints the table in a way of the caller's. */
  print: Print;
}

/** Reads every table that plans for users of these services speak about, side by side. */
export function readTables<T>(
  input: ObserveRouterInput,
  options: ObserveOptions,
  read: (table: TableToRead) => Promise<T>,
): Promise<T[]> {
  const now = options.now ?? (() => new Date());
  const services = new Set(["pppoe" as const, ...(input.services ?? [])]);
  const kinds = new Set([...services].flatMap((service) => serviceKinds[service].tables));
  return Promise.all(
    [...kinds].map((kind) => {
      const { path, optional: mayLack } = tables[kind];
      const print: Print = async (how, router) => {
        if (kind === "address-list" && !input.lists?.length) return [];
        const printing = printTable(router, kind, queryFor(kind, input), how);
        return (await (mayLack ? ifThere(printing) : printing)) ?? [];
      };
      return read({ kind, path, readAt: now(), print });
    }),
  );
}

/** Address lists may hold a whole country, the other tables what comes and goes: only what concerns us is asked for. */
function queryFor(kind: ResourceKind, { lists = [] }: ObserveRouterInput): string[] {
  if (kind === "address-list") return anyOf(lists.map((list) => [`list=${list}`]));
  return kind === "queue" || kind === "arp" || kind === "lease" ? [...LASTING] : [];
}

/**
 * One print of a table, believed only when `count-only` gives as many rows: asked for beside it, so that both take one
 * trip. Throws `protocol` if it never does.
 */
export async function printTable<T>(
  router: RouterPort,
  kind: ResourceKind,
  query: string[],
  print: (options: PrintOptions) => Promise<T[]>,
  { path, proplist }: Pick<Table, "path" | "proplist"> = tables[kind],
): Promise<T[]> {
  const bulk = { deadlineMs: BULK_DEADLINE_MS };
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const printing = print({ proplist, query, ...bulk });
    if (RESTLESS.has(kind)) return printing;
    const [rows, counted] = await Promise.all([
      printing,
      // Behind the prints that are asked for at the same time: those take long, and should begin.
      Promise.resolve().then(() => router.count(path, query, bulk)),
    ]);
    if (counted === rows.length) return rows;
  }
  throw new RouterError("protocol", `${path} prints another number of rows than it counts.`);
}
