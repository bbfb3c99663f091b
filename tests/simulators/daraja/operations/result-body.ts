import type { Context } from "../context";
import { receiptPrefix } from "../stamps";
import {
  type ActiveOperationFault,
  findOperationFault,
  type OperationRecord,
  type Parameter,
  type Performed,
} from "./records";

type Shape = Omit<Extract<ActiveOperationFault, { name: "result_shape" }>, "name">;

const USUAL: Shape = {
  code: "number",
  reference: "object",
  parameters: "array",
  withoutValue: [],
  repeat: [],
  set: {},
  reverse: false,
};

/** The result envelope as JSON text. */
export function resultBody(ctx: Context, operation: OperationRecord, done: Performed): string {
  const shape = findOperationFault(operation, "result_shape") ?? USUAL;
  const asNumber = /^\d+$/.test(done.code) && shape.code === "number";
  const parameters = shapeParameters(done.parameters, shape);
  const isMovement = operation.kind !== "transaction_status" && done.entry !== null;
  return JSON.stringify({
    Result: {
      ResultType: 0,
      ResultCode: asNumber ? Number(done.code) : done.code,
      ResultDesc: done.description,
      OriginatorConversationID: operation.originatorConversationId,
      ConversationID: operation.conversationId,
      // Where nothing moved stands something that looks like a receipt.
      TransactionID: isMovement ? done.entry?.receipt : placeholder(ctx),
      ...(parameters && { ResultParameters: { ResultParameter: parameters } }),
      ...referenceData(operation, shape),
    },
  });
}

/** What comes to the QueueTimeOutURL: the same envelope; its code is not documented. */
export function timeoutBody(ctx: Context, operation: OperationRecord): string {
  return JSON.stringify({
    Result: {
      ResultType: 1,
      ResultCode: 1037,
      ResultDesc: "The request was not taken up in time.",
      OriginatorConversationID: operation.originatorConversationId,
      ConversationID: operation.conversationId,
      TransactionID: placeholder(ctx),
    },
  });
}

function placeholder(ctx: Context): string {
  return `${receiptPrefix(ctx.now())}0000000`;
}

function shapeParameters(genuine: Parameter[], shape: Shape): Parameter[] | Parameter | undefined {
  if (genuine.length === 0 || shape.parameters === "absent") return undefined;
  const shaped = genuine.flatMap((one) => {
    const { Key } = one;
    const value = shape.set[Key] ?? one.Value;
    const pair =
      shape.withoutValue.includes(Key) || value === undefined ? { Key } : { Key, Value: value };
    return shape.repeat.includes(Key) ? [pair, pair] : [pair];
  });
  if (shape.parameters === "object") return shaped[0];
  return shape.reverse ? shaped.reverse() : shaped;
}

function referenceData(operation: OperationRecord, shape: Shape) {
  if (shape.reference === "absent") return {};
  const item = { Key: "QueueTimeoutURL", Value: operation.timeoutUrl };
  const items = shape.reference === "array" ? [item, { Key: "Occasion" }] : item;
  return { ReferenceData: { ReferenceItem: items } };
}
