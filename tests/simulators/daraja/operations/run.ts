import { type Context, changed } from "../context";
import { deliver, type Letter } from "../deliver";
import { hold } from "../hold";
import type { Result } from "../outcomes";
import { findOperationFault, type OperationRecord, type Performed } from "./records";
import { resultBody, timeoutBody } from "./result-body";

/**
 * Lets an accepted operation happen, or be refused, and tells the product; a queue time-out is told first and
 * says nothing about what comes after.
 */
export async function runOperation(
  ctx: Context,
  operation: OperationRecord,
  refused: Result | undefined,
): Promise<void> {
  await ctx.tasks.sleep(ctx.options.resultDelayMs);
  ctx.tasks.check();
  const timeout = findOperationFault(operation, "queue_timeout");
  if (!timeout) return tell(ctx, operation, perform(ctx, operation, refused));
  const early = timeout.happens === "before" ? perform(ctx, operation, refused) : undefined;
  await deliver(ctx, timeoutLetter(ctx, operation));
  if (timeout.happens === "never") return;
  hold(ctx, operation.conversationId, timeout.delayMs, () =>
    tell(ctx, operation, early ?? perform(ctx, operation, refused)),
  );
}

function perform(ctx: Context, operation: OperationRecord, refused?: Result): Performed {
  const done = refused ? { ...refused, entry: null, parameters: [] } : operation.perform();
  operation.state = "ended";
  operation.resultCode = done.code;
  operation.resultDesc = done.description;
  operation.receipt = done.entry?.receipt ?? null;
  changed(ctx);
  return done;
}

async function tell(ctx: Context, operation: OperationRecord, done: Performed): Promise<void> {
  if (findOperationFault(operation, "result_lost")) return;
  const letter = resultLetter(ctx, operation, done);
  const late = findOperationFault(operation, "result_late");
  if (!late) return send(ctx, operation, letter);
  hold(ctx, operation.conversationId, late.delayMs, () => send(ctx, operation, letter));
}

async function send(ctx: Context, operation: OperationRecord, letter: Letter): Promise<void> {
  const copies = findOperationFault(operation, "result_duplicated");
  const { times, parallel } = copies ?? { times: 1, parallel: false };
  if (parallel) {
    await Promise.all(Array.from({ length: times }, () => deliver(ctx, letter)));
    return;
  }
  for (let n = 0; n < times; n += 1) await deliver(ctx, letter);
}

function resultLetter(ctx: Context, operation: OperationRecord, done: Performed): Letter {
  return {
    kind: "result",
    url: operation.resultUrl,
    body: resultBody(ctx, operation, done),
    conversationId: operation.conversationId,
    receipt: operation.receipt,
  };
}

function timeoutLetter(ctx: Context, operation: OperationRecord): Letter {
  return {
    kind: "queue_timeout",
    url: operation.timeoutUrl,
    body: timeoutBody(ctx, operation),
    conversationId: operation.conversationId,
  };
}
