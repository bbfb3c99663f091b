import { z } from "zod";
import { uuid } from "../id";

const userOnRouter = z.object({ userId: uuid(), routerId: uuid() });

/** Every event of the product with the shape of its data: keys only, never what happened. */
export const events = {
  /** Interactive: make the router agree about one user, now. */
  "network/user.sync.requested": userOnRouter,
  /** Bulk: expiries, drift, package changes, a router that came back. */
  "network/router.sync.requested": z.object({ routerId: uuid() }),
  /** A whole-router comparison is due or was asked for. */
  "network/router.reconcile.requested": z.object({ routerId: uuid() }),
  /** A router's health figures are due; while it is down, it is looked at more often. */
  "network/router.poll.requested": z.object({ routerId: uuid() }),
  /** Access was opened and verified: watch until the customer's device has dialled in. */
  "network/session.expected": userOnRouter,
  /** An attempt is committed and its push may leave. */
  "payments/stk.push.requested": z.object({ attemptId: uuid() }),
  "payments/callback.received": z.object({ inboxId: uuid() }),
  /** Ask M-Pesa what became of an attempt, as soon as its next query is due. */
  "payments/attempt.query.due": z.object({ attemptId: uuid() }),
  /** Fetch a channel's list of received payments. */
  "payments/pull.due": z.object({ channelId: uuid() }),
  /** Something asked of the provider may leave, or be asked again. */
  "payments/provider.request.due": z.object({ requestId: uuid() }),
  /** The books have not been checked since last night. */
  "books/check.due": z.object({}),
  /** Make the users of an import, then mark their rows on the router. */
  "imports/import.requested": z.object({ batchId: uuid() }),
  "messages/message.queued": z.object({ messageId: uuid() }),
} as const;

export type EventName = keyof typeof events;
export type EventData<N extends EventName> = z.infer<(typeof events)[N]>;
