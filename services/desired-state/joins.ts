import { and, eq, or, sql } from "drizzle-orm";
import { schema } from "@/lib/db";

const { desiredStates, syncStates } = schema;

/** Joins what a user is to be on a router with what is known of it there. */
export const isStateOfDesired = and(
  eq(syncStates.userId, desiredStates.userId),
  eq(syncStates.routerId, desiredStates.routerId),
);

/** What is declared has not been seen on the router yet. Needs that join. */
export const isUnseen = sql`coalesce(${syncStates.observedGeneration}, 0) < ${desiredStates.generation}`;

/** Of a router: it has the user, or has not been seen without them since they were to go. Needs it from the left. */
export const mayHaveTrace = or(sql`${desiredStates.intent}->>'presence' <> 'absent'`, isUnseen);
