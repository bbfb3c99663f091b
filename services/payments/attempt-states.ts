import { inArray } from "drizzle-orm";
import { schema } from "@/lib/db";

const { stkAttempts } = schema;
export type Attempt = typeof stkAttempts.$inferSelect;
export type AttemptState = Attempt["state"];

/** An open attempt may still show a prompt: the partial unique index `stk_attempts_one_open` names the same. */
export const OPEN_STATES = ["created", "sent", "unknown", "pending"] as const;
export const isOpen = inArray(stkAttempts.state, [...OPEN_STATES]);

/** The customer's prompt is over after this; a new press may then start anew. */
export const ATTEMPT_LIFE_MS = 120_000;
/** A push that has not left by now would surprise a customer who has given up. */
export const PUSH_WITHIN_MS = 60_000;
/** Open attempts end here even without news, so that nobody's expiry is held up for ever. */
export const OPEN_AT_MOST_MS = 10 * 60_000;
/** First query; a prompt lives for about a minute, most callbacks come within 20 seconds. */
export const FIRST_QUERY_MS = 25_000;
