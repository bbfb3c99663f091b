import { inArray } from "drizzle-orm";
import { schema } from "@/lib/db";

const { providerRequests } = schema;
export type ProviderRequest = typeof providerRequests.$inferSelect;
export type RequestKind = ProviderRequest["kind"];

const OPEN_STATES: readonly ProviderRequest["state"][] = ["created", "sent", "unknown"];
/** No final word yet: the partial unique indexes of `provider_requests` name the same states. */
export const isOpenRequest = inArray(providerRequests.state, [...OPEN_STATES]);
export const hasNoAnswer = (request: ProviderRequest): boolean =>
  OPEN_STATES.includes(request.state);

/** A question moves no money and may be asked again; an order is sent once. */
export const isQuestion = (kind: RequestKind): boolean => kind === "transaction_status";

/** The sweep sends what its event has not within this time. */
export const EVENT_GRACE_MS = 30_000;
/** Longer than a call to M-Pesa can take: whoever sent it is not coming back with a reply. */
export const REPLY_WITHIN_MS = 30_000;
/** Results come within seconds; after this long something is lost. */
export const RESULT_WITHIN_MS = 60_000;

/** Seconds after the n-th question until the next one; then staff have to look. */
const BACKOFF_SECONDS = [60, 120, 300, 900, 3600];

/** When to ask again after so many times, or undefined when it was enough. */
export function askAgainAt(now: Date, asked: number): Date | undefined {
  const seconds = BACKOFF_SECONDS[asked - 1];
  return seconds === undefined ? undefined : new Date(now.getTime() + seconds * 1000);
}
