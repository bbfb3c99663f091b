import { eq, sql } from "drizzle-orm";
import { type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import type { Intent } from "@/lib/sync";
import { isStateOfDesired } from "@/services/desired-state";
import { isCredentialOfDesired } from "./joins";

const { desiredStates, syncStates, userCredentials } = schema;
type Service = Intent["serviceType"];

export interface Wants {
  /** By user, which versions of our rows a comparison of them rests on: another version, another text. */
  byUser: Map<string, string>;
  services: Service[];
}

const SERVICES: Record<string, Service> = { p: "pppoe", h: "hotspot", s: "static" };
const UUID_LENGTH = 36;

/**
 * Everybody on a router, as versions and not as content: what Postgres knows of each row anyway (`xmin`, the transaction
 * that wrote it) tells whether it was written since, at a hundredth of the cost of reading it.
 */
export async function loadWants(ctx: Context, routerId: string): Promise<Wants> {
  const [row] = await handle(ctx)
    .select({
      lines: sql<
        string | null
      >`string_agg(${desiredStates.userId}::text || ' ' || left(${desiredStates.intent}->>'serviceType', 1)
        || ' ' || ${desiredStates}.xmin::text || ' ' || ${syncStates}.xmin::text
        || ' ' || coalesce(${userCredentials}.xmin::text, ''), chr(10))`,
    })
    .from(desiredStates)
    .innerJoin(syncStates, isStateOfDesired)
    .leftJoin(userCredentials, isCredentialOfDesired)
    .where(eq(desiredStates.routerId, routerId));
  const byUser = new Map<string, string>();
  const initials = new Set<string>();
  for (const line of row?.lines?.split("\n") ?? []) {
    byUser.set(line.slice(0, UUID_LENGTH), line);
    initials.add(line.charAt(UUID_LENGTH + 1));
  }
  const services = [...initials].flatMap((initial) => SERVICES[initial] ?? []);
  return { byUser, services };
}
