import { and, eq, inArray, sql } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { notFound } from "@/lib/errors";
import { uuid } from "@/lib/id";
import { observeSessions } from "@/lib/routeros";
import { isSighting, type ObservedRow } from "@/lib/sync";
import { askRouter } from "./ask-router";

const DEADLINE_MS = 10_000;
const Input = z.object({
  routerId: uuid(),
  /** For everything that is asked of the router together. */
  deadlineMs: z.number().int().positive().max(DEADLINE_MS).default(DEADLINE_MS),
});
const { customers, desiredStates, users } = schema;

export interface LiveSession {
  /** The router's own id of the session, good until it ends. */
  rowId: string;
  service: "pppoe" | "hotspot";
  name: string;
  address: string | null;
  /** The device: a MAC address, as a rule. */
  device: string | null;
  /** By our clock, ISO; null when the router does not say. */
  startedAt: string | null;
  /** Null: a login that is not ours. */
  user: { id: string; customer: string } | null;
}

export interface SessionList {
  /** When the router was asked, ISO. */
  readAt: string;
  sessions: LiveSession[];
}

/**
 * Who is online on a router right now, asked from the router; logins that are not ours have no user. On demand only.
 * Errors: forbidden, not_found, paused, unavailable.
 */
export async function listSessions(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<SessionList> {
  authorise(ctx, { staff: "read" });
  const parsed = Input.safeParse(input);
  if (!parsed.success) throw notFound("router");
  const { routerId, deadlineMs } = parsed.data;
  const readAt = ctx.now().toISOString();
  const rows = await askRouter(ctx, { routerId, deadlineMs }, (port) =>
    observeSessions(port, { services: ["pppoe", "hotspot"] }, { now: ctx.now }),
  );
  const seen = rows.filter(isSighting).map(toSession);
  const owners = await ownersOf(ctx, routerId, [...new Set(seen.map(({ name }) => name))]);
  const sessions = seen.map((one) => ({
    ...one,
    user: owners.get(`${one.service} ${one.name}`) ?? null,
  }));
  return { readAt, sessions };
}

function toSession({ kind, rowId, name, fields, startedAt }: ObservedRow) {
  const service = kind === "session" ? ("pppoe" as const) : ("hotspot" as const);
  return {
    rowId,
    service,
    name,
    address: fields.address ?? null,
    device: fields["caller-id"] ?? fields["mac-address"] ?? null,
    startedAt: startedAt?.toISOString() ?? null,
  };
}

async function ownersOf(ctx: Context, routerId: string, names: string[]) {
  const owners = new Map<string, NonNullable<LiveSession["user"]>>();
  if (names.length === 0) return owners;
  const username = sql<string>`${desiredStates.intent}->>'username'`;
  const service = sql<string>`${desiredStates.intent}->>'serviceType'`;
  const rows = await handle(ctx)
    .select({ id: users.id, customer: customers.name, username, service })
    .from(desiredStates)
    .innerJoin(users, eq(users.id, desiredStates.userId))
    .innerJoin(customers, eq(customers.id, users.customerId))
    .where(and(eq(desiredStates.routerId, routerId), inArray(username, names)));
  for (const { id, customer, username, service } of rows)
    owners.set(`${service} ${username}`, { id, customer });
  return owners;
}
