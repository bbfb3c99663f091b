import { z } from "zod";
import { env } from "../env";

const TIMEOUT_MS = 10_000;

/** Africa's Talking's answer (API documentation, bulk SMS). */
const Answer = z.object({
  SMSMessageData: z.object({
    Message: z.string(),
    Recipients: z.array(
      z.object({
        statusCode: z.coerce.number(),
        status: z.string(),
        messageId: z.string().optional(),
      }),
    ),
  }),
});

/** The gateway did not take the message. `retryable` is false when trying again cannot help. */
export class SmsError extends Error {
  readonly retryable: boolean;
  constructor(message: string, retryable: boolean, options?: ErrorOptions) {
    super(message, options);
    this.name = "SmsError";
    this.retryable = retryable;
  }
}

/** Sends one SMS to an E.164 number. Throws SmsError. The gateway has no idempotency key: callers dedupe. */
export async function sendSms(sms: {
  to: string;
  text: string;
}): Promise<{ providerMessageId: string }> {
  const answer = await post(sms);
  const recipient = answer.SMSMessageData.Recipients[0];
  if (!recipient) throw new SmsError(`gateway: ${answer.SMSMessageData.Message}`, true);
  if (recipient.statusCode >= 100 && recipient.statusCode <= 102) {
    return { providerMessageId: recipient.messageId ?? "" };
  }
  // 403 bad number, 404 unsupported, 406 blacklisted: final. Balance, routing and gateway errors may pass.
  throw new SmsError(
    `gateway: ${recipient.status}`,
    ![403, 404, 406].includes(recipient.statusCode),
  );
}

async function post(sms: { to: string; text: string }): Promise<z.infer<typeof Answer>> {
  const { SMS_BASE_URL, SMS_USERNAME, SMS_API_KEY, SMS_SENDER_ID } = env();
  const form = new URLSearchParams({
    username: SMS_USERNAME,
    to: sms.to,
    message: sms.text,
    bulkSMSMode: "1",
    enqueue: "1",
  });
  if (SMS_SENDER_ID) form.set("from", SMS_SENDER_ID);
  try {
    const response = await fetch(new URL("/version1/messaging", SMS_BASE_URL), {
      method: "POST",
      headers: { apiKey: SMS_API_KEY, Accept: "application/json" },
      body: form,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!response.ok)
      throw new SmsError(`gateway answered ${response.status}`, response.status !== 401);
    return Answer.parse(await response.json());
  } catch (error) {
    if (error instanceof SmsError) throw error;
    throw new SmsError("the SMS gateway did not answer as expected", true, { cause: error });
  }
}
