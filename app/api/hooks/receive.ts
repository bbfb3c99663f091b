import { createContext } from "@/lib/context";
import { clientAddress, readBody, storableText } from "@/lib/http";
import { logger } from "@/lib/logger";
import { answerValidation, storeCallback } from "@/services/payments";

const LIMIT_BYTES = 64 * 1024;
const ACCEPTED = { ResultCode: 0, ResultDesc: "Accepted" };

type Kind = Parameters<typeof storeCallback>[1]["kind"];
export interface TokenRoute {
  params: Promise<{ token: string }>;
}

/**
 * What every provider's callback gets: stored as it came, then 200; judging it is a verb's work. Nothing that
 * is sent can make this fail; only when it could not be stored is the sender asked to come again (503).
 */
export const receiveCallback =
  (kind: Kind) =>
  async (request: Request, { params }: TokenRoute): Promise<Response> => {
    const { token } = await params;
    const { bytes, tooLarge } = await readBody(request, LIMIT_BYTES);
    try {
      const sourceAddress = clientAddress(request.headers);
      const ctx = createContext({ kind: "provider", id: kind === "sms_report" ? "sms" : "mpesa" });
      const body = storableText(bytes);
      await storeCallback(ctx, {
        kind,
        token: token.slice(0, 2000),
        sourceAddress,
        body,
        tooLarge,
      });
    } catch (error) {
      logger.error({ err: error, kind }, "a callback could not be stored");
      return Response.json({ ResultCode: 1, ResultDesc: "Try again" }, { status: 503 });
    }
    return tooLarge
      ? Response.json({ ResultCode: 1, ResultDesc: "Too large" }, { status: 413 })
      : Response.json(ACCEPTED);
  };

/**
 * M-Pesa asks before it takes a payment. The question is kept like any callback, but the answer must not wait for
 * that: in doubt it is yes.
 */
export async function receiveValidation(request: Request, { params }: TokenRoute) {
  const { token } = await params;
  const { bytes, tooLarge } = await readBody(request, LIMIT_BYTES);
  try {
    const answer = await answerValidation(createContext({ kind: "provider", id: "mpesa" }), {
      token: token.slice(0, 2000),
      sourceAddress: clientAddress(request.headers),
      body: storableText(bytes),
      tooLarge,
    });
    return Response.json(answer);
  } catch (error) {
    logger.error({ err: error }, "a validation could not be looked at");
    return Response.json(ACCEPTED);
  }
}
