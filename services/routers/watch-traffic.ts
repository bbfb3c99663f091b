import { eq } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { notFound } from "@/lib/errors";
import { uuid } from "@/lib/id";
import { readTraffic, type TrafficReading } from "@/lib/routeros";
import { askRouter } from "./ask-router";

const DEADLINE_MS = 5_000;
/** Looks within this are one look, however many people watch. */
const SHARED_MS = 900;
const Input = z.object({ userId: uuid() });
const { users } = schema;

export interface TrafficLook {
  /** When the router was asked, ISO. */
  at: string;
  /** Undefined when the customer is not online. */
  reading?: TrafficReading;
}

const looks = new Map<string, { since: number; look: Promise<TrafficLook> }>();

/**
 * What one user moves at this moment, asked from the router over the shared connection: one short command a look.
 * Whoever watches asks again; nothing goes on by itself. Errors: forbidden, not_found, paused, unavailable.
 */
export async function watchTraffic(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<TrafficLook> {
  authorise(ctx, { staff: "read" });
  const parsed = Input.safeParse(input);
  if (!parsed.success) throw notFound("user");
  const { userId } = parsed.data;
  const now = ctx.now().getTime();
  for (const [key, { since }] of looks) if (now - since > SHARED_MS) looks.delete(key);
  const shared = looks.get(userId);
  if (shared) return shared.look;
  const look = lookAt(ctx, userId);
  looks.set(userId, { since: now, look });
  return look;
}

async function lookAt(ctx: Context, userId: string): Promise<TrafficLook> {
  const [user] = await handle(ctx).select().from(users).where(eq(users.id, userId));
  if (!user) throw notFound("user");
  const { routerId, serviceType: service, username, staticAddress } = user;
  const name = service === "static" ? (staticAddress ?? "") : username;
  const at = ctx.now().toISOString();
  const reading = await askRouter(ctx, { routerId, deadlineMs: DEADLINE_MS }, (port) =>
    readTraffic(port, { service, name }),
  );
  return { at, ...(reading && { reading }) };
}
