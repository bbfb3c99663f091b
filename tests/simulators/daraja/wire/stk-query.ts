import { z } from "zod";
import type { AttemptRecord, Context } from "../context";
import { strikeQuery } from "../faults";
import { type Call, refuseBadPassword } from "./call";
import { firstBadField, ShortCode, Stamp } from "./fields";
import { failure, invalid, ok, type Reply, spikeArrest, spoil } from "./reply";

const Query = z.object({
  BusinessShortCode: ShortCode,
  Password: z.string().min(1),
  Timestamp: Stamp,
  CheckoutRequestID: z.string().regex(/^ws_CO_\d{20,40}$/),
});

/** STK query: tells how a push ended, without receipt or amount. */
export async function stkQuery({ ctx, body }: Call): Promise<Reply> {
  const tooOften = refuseAboveQuota(ctx);
  if (tooOften) return tooOften;
  const parsed = Query.safeParse(body);
  if (!parsed.success) return invalid(firstBadField(parsed.error));
  const refused = refuseBadPassword(ctx, parsed.data);
  if (refused) return refused;
  const attempt = ctx.attempts.get(parsed.data.CheckoutRequestID);
  if (!attempt) return invalid("CheckoutRequestID");
  const fault = strikeQuery(ctx, attempt);
  if (fault?.name === "F10") return lie(ctx, attempt, fault.answer);
  const truth = attempt.state === "ended" ? ended(attempt) : pending(ctx, attempt);
  return fault ? spoil(truth, fault) : truth;
}

function refuseAboveQuota(ctx: Context): Reply | undefined {
  const quota = ctx.options.queryQuota;
  if (!quota) return undefined;
  const now = ctx.now().getTime();
  ctx.queryTimes = ctx.queryTimes.filter((at) => at > now - quota.seconds * 1_000);
  if (ctx.queryTimes.length >= quota.count) return spikeArrest(quota.count, quota.seconds);
  ctx.queryTimes.push(now);
  return undefined;
}

type Lie = "4999" | "being_processed" | "invalid_id" | "429";

function lie(ctx: Context, attempt: AttemptRecord, answer: Lie): Reply {
  const quota = ctx.options.queryQuota ?? { count: 5, seconds: 60 };
  if (answer === "429") return spikeArrest(quota.count, quota.seconds);
  if (answer === "invalid_id") return invalid("CheckoutRequestID");
  return answer === "4999" ? stillProcessing(attempt) : beingProcessed();
}

function pending(ctx: Context, attempt: AttemptRecord): Reply {
  return ctx.options.pendingQuery === "4999" ? stillProcessing(attempt) : beingProcessed();
}

const beingProcessed = (): Reply => failure("500.001.1001", "The transaction is being processed");

const stillProcessing = (attempt: AttemptRecord): Reply =>
  told(attempt, "4999", "The transaction is still under processing");

const ended = (attempt: AttemptRecord): Reply =>
  told(attempt, attempt.resultCode ?? "", attempt.resultDesc ?? "");

function told(attempt: AttemptRecord, code: string, description: string): Reply {
  return ok({
    ResponseCode: "0",
    ResponseDescription: "The service request has been accepted successfully",
    MerchantRequestID: attempt.merchantRequestId,
    CheckoutRequestID: attempt.checkoutRequestId,
    ResultCode: code,
    ResultDesc: description,
  });
}
