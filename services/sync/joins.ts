import { sql } from "drizzle-orm";
import { schema } from "@/lib/db";

const { desiredStates, userCredentials } = schema;

/** Joins what a user is to be on a router with the password that it names. */
export const isCredentialOfDesired = sql`${userCredentials.id} = (${desiredStates.intent}->'credential'->>'id')::uuid`;
