import { waitFor } from "@/tests/support";
import { createPaymentWorld, type Payer } from "./support";

/** A payment world, and short words for what reaches its hooks. */
export async function createHooksWorld() {
  const world = await createPaymentWorld();
  const { daraja, hooks, addPayer, press, attempt } = world;
  return {
    ...world,
    post: (path: string, body: BodyInit, headers: Record<string, string> = {}) =>
      fetch(`${hooks.url}${path}`, {
        method: "POST",
        body,
        headers: { "content-type": "application/json", ...headers },
      }),
    /** A payer whose prompt is open, with the body of the callback that M-Pesa would send for a PIN. */
    prompted: async (): Promise<{ payer: Payer; attemptId: string; path: string }> => {
      const payer = await addPayer();
      const { attemptId } = await press(payer);
      const prompt = await daraja.waitForPrompt(payer.phone);
      await waitFor(
        "the push's reply",
        () => attempt(attemptId),
        (row) => row.promptedAt !== null,
      );
      const push = daraja.attempts().find((one) => one.checkoutRequestId === prompt.id);
      return { payer, attemptId, path: new URL(push?.callbackUrl ?? "").pathname };
    },
    /** The PIN, and the callback that follows, answered. */
    payAndDeliver: (payer: Payer) => {
      const { checkoutRequestId } = daraja.enterPin(payer.phone);
      return daraja.waitForDelivery((one) => one.checkoutRequestId === checkoutRequestId);
    },
    moneyOf: async (payer: Payer) => {
      const payments = await world.paymentsOf(payer.customerId);
      return payments.map((payment) => payment.amountCents);
    },
  };
}
