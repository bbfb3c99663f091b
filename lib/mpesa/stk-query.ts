import { z } from "zod";
import type { DarajaClient } from "./client";
import { DarajaError } from "./errors";
import { signRequest } from "./password";
import { plainText } from "./plain-text";
import { classifyResult } from "./result-codes";

const QueryReply = z.object({
  ResponseCode: z.coerce.string(),
  CheckoutRequestID: z.string().optional(),
  ResultCode: z.union([z.string(), z.number()]).transform(String),
  ResultDesc: z.string().default(""),
});

export type QueryResult =
  /** M-Pesa's final word, as far as the table of codes knows it. It names neither receipt nor amount. */
  | { state: "answered"; code: string; description: string }
  /** No final word yet: the customer is busy, or M-Pesa is. */
  | { state: "pending"; reason: string };

/**
 * Asks what became of a push. Everything short of a known final code is pending. Throws DarajaError only for
 * `config`, `bug` and `token`: asking again will not help there. (Daraja docs)
 */
export async function stkQuery(
  client: DarajaClient,
  checkoutRequestId: string,
): Promise<QueryResult> {
  try {
    const body = await client.post("query", "/mpesa/stkpushquery/v1/query", {
      ...signRequest(client.config, client.now()),
      CheckoutRequestID: checkoutRequestId,
    });
    return readReply(body, checkoutRequestId);
  } catch (error) {
    if (!(error instanceof DarajaError)) throw error;
    if (["config", "bug", "token"].includes(error.kind)) throw error;
    return { state: "pending", reason: error.code };
  }
}

function readReply(body: unknown, checkoutRequestId: string): QueryResult {
  const reply = QueryReply.safeParse(body);
  if (!reply.success) return { state: "pending", reason: "reply of an unknown shape" };
  const { ResponseCode, CheckoutRequestID, ResultCode, ResultDesc } = reply.data;
  if (ResponseCode !== "0") return { state: "pending", reason: `ResponseCode ${ResponseCode}` };
  if (CheckoutRequestID !== undefined && CheckoutRequestID !== checkoutRequestId)
    return { state: "pending", reason: "reply is about another push" };
  const { outcome } = classifyResult(ResultCode);
  if (outcome === "pending" || outcome === "unknown")
    return { state: "pending", reason: `ResultCode ${ResultCode}` };
  return { state: "answered", code: ResultCode, description: plainText(ResultDesc, 300) };
}
