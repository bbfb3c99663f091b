import { randomBytes } from "node:crypto";
import { type Context, changed } from "../context";
import { isInitiator, openCredential } from "../initiator";
import { type Result, resultOf } from "../outcomes";
import { compactStamp } from "../stamps";
import type { Operation } from "../types";
import { invalid, ok, type Reply, spoil } from "../wire/reply";
import { findOperationFault, type OperationRecord, type Performed } from "./records";
import { runOperation } from "./run";
import { takeOperationScript } from "./scripts";

export interface Order {
  kind: Operation["kind"];
  initiator: string;
  credential: string;
  resultUrl: string;
  timeoutUrl: string;
  /** Receipt or conversation that it is about. */
  about: string | null;
  amountCents: number | null;
  msisdn: string | null;
  /** B2C: the caller's own id. */
  originatorConversationId?: string;
  perform: () => Performed;
}

/** Takes an operation: answers with its ids now, lets it happen and tells its result later. */
export async function acceptOperation(ctx: Context, order: Order): Promise<Reply> {
  const password = openCredential(order.credential);
  if (password === undefined) return invalid("SecurityCredential");
  const script = takeOperationScript(ctx, order);
  const faults = [...(script?.faults ?? []), ...ctx.operationFaults];
  const spoilt = findOperationFault({ faults }, "reply_spoilt");
  if (spoilt && !(spoilt.accepted ?? spoilt.kind !== "html500")) return spoil(ok({}), spoilt);
  const operation: OperationRecord = { ...openOperation(ctx, order), faults };
  ctx.operations.set(operation.conversationId, operation);
  changed(ctx);
  const refused = refusal(ctx, order, password, script?.outcome);
  const run = () => runOperation(ctx, operation, refused);
  const reply = accepted(operation);
  if (findOperationFault(operation, "result_before_reply")) await run();
  else reply.after = () => ctx.tasks.run(run);
  if (findOperationFault(operation, "reply_lost")) return { ...reply, lost: true };
  return spoilt ? spoil(reply, spoilt) : reply;
}

function refusal(
  ctx: Context,
  order: Order,
  password: string,
  outcome: { code: string | number; description?: string } | undefined,
): Result | undefined {
  if (!isInitiator(ctx, order.initiator, password)) return resultOf("2001");
  const scripted = outcome && resultOf(String(outcome.code), outcome.description);
  return scripted?.code === "0" ? undefined : scripted;
}

function openOperation(ctx: Context, order: Order): Omit<OperationRecord, "faults"> {
  const at = ctx.now();
  const hex = randomBytes(14).toString("hex");
  const day = compactStamp(at).slice(0, 8);
  return {
    kind: order.kind,
    originatorConversationId:
      order.originatorConversationId ?? `${hex.slice(0, 4)}-${hex.slice(4, 8)}-${Date.now()}`,
    conversationId: `AG_${day}_${hex.slice(8)}`,
    about: order.about,
    amountCents: order.amountCents,
    msisdn: order.msisdn,
    acceptedAt: at.toISOString(),
    state: "waiting",
    resultCode: null,
    resultDesc: null,
    receipt: null,
    resultUrl: order.resultUrl,
    timeoutUrl: order.timeoutUrl,
    perform: order.perform,
  };
}

function accepted(operation: OperationRecord): Reply {
  return ok({
    OriginatorConversationID: operation.originatorConversationId,
    ConversationID: operation.conversationId,
    ResponseCode: "0",
    ResponseDescription: "Accept the service request successfully.",
  });
}
