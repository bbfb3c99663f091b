import { and, eq, sql } from "drizzle-orm";
import { ZodError } from "zod";
import { type Context, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { type AcceptedOperation, DarajaError } from "@/lib/mpesa";
import { failRequest } from "./fail-request";
import { lockRequest } from "./load-request";
import { noteRefusal } from "./note-refusal";
import { isTypedCode, passOn } from "./pass-on";
import { NotSent } from "./prepare-call";
import { askAgainAt, isQuestion, type ProviderRequest } from "./request-states";

const { providerRequests } = schema;

/** The result may have been faster than the reply: ids are filled in, a final word is left alone. */
export async function recordAccepted(
  ctx: Context,
  request: ProviderRequest,
  accepted: AcceptedOperation,
): Promise<void> {
  await ctx.db.update(providerRequests).set(accepted).where(eq(providerRequests.id, request.id));
}

/** A definite refusal fails an order and passes a typed code on; without a clear answer it is `unknown`. */
export async function recordRefusal(
  ctx: Context,
  request: ProviderRequest,
  error: unknown,
): Promise<"unknown" | "failed"> {
  const refusal = error instanceof DarajaError ? error : undefined;
  const definite = isOurs(error) || (refusal && !MAYBE_TAKEN.has(refusal.kind));
  const later = refusal?.kind === "retry_later" && isQuestion(request.kind);
  if (!definite || later) return leaveOpen(ctx, request, error);
  ctx.log.error({ err: error, requestId: request.id }, "M-Pesa refused a request");
  await withTransaction(ctx, async (tx) => {
    const locked = await lockRequest(tx, request.id);
    if (locked.state !== "sent" && locked.state !== "unknown") return;
    const wasBusy = refusal !== undefined && BUSY.has(refusal.kind);
    const why = { code: refusal?.code ?? "setup", words: wasBusy ? BUSY_WORDS : NOT_SET_UP };
    if (!wasBusy) await noteRefusal(tx, locked.channelId, why.words);
    if (isTypedCode(locked)) await passOn(tx, locked, { because: "no_answer", ...why });
    else await failRequest(tx, locked, why);
  });
  return "failed";
}

/** It may work in a minute, as we are set up. */
const BUSY = new Set<DarajaError["kind"]>(["retry_later", "locked", "pending"]);
const BUSY_WORDS = "M-Pesa was busy and did not take this request. Please try again in a minute.";
const NOT_SET_UP =
  "Not sent: M-Pesa requests are not set up correctly here. Check the API user, its password and the certificate under Settings, M-Pesa.";

/** It broke here, before anything left. */
const isOurs = (error: unknown) => error instanceof NotSent || error instanceof ZodError;

/** M-Pesa has it, or may have it. A refund that it has under our id already is one of these. */
const MAYBE_TAKEN = new Set<DarajaError["kind"]>(["unknown_outcome", "duplicate"]);

async function leaveOpen(
  ctx: Context,
  request: ProviderRequest,
  error: unknown,
): Promise<"unknown"> {
  ctx.log.warn({ err: error, requestId: request.id }, "no clear answer to a request");
  const nextAttemptAt = isQuestion(request.kind)
    ? askAgainAt(ctx.now(), request.attempts)
    : request.nextAttemptAt;
  await ctx.db
    .update(providerRequests)
    .set({
      state: "unknown",
      nextAttemptAt: nextAttemptAt ?? sql`${providerRequests.nextAttemptAt}`,
    })
    .where(and(eq(providerRequests.id, request.id), eq(providerRequests.state, "sent")));
  return "unknown";
}
