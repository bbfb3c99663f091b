import { and, eq, sql } from "drizzle-orm";
import { schema } from "@/lib/db";

const { desiredStates, syncStates, userCredentials } = schema;

/** Joins what a user is to be on a router with what is known of it there. */
export const isStateOfDesired = and(
  eq(syncStates.userId, desiredStates.userId),
  eq(syncStates.routerId, desiredStates.routerId),
);

/** Joins it with the password that it names. */
export const isCredentialOfDesired = sql`${userCredentials.id} = (${desiredStates.intent}->'credential'->>'id')::uuid`;
