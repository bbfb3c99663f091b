import { formatMoney } from "@/lib/money";
import { needsStaff } from "./needs-staff";
import { gaveNoAnswer } from "./pass-on";
import type { ProviderRequest } from "./request-states";

export interface RequestWords {
  /** How it stands. */
  words: string;
  /** What somebody has to do now; absent when nobody has to. */
  todo?: string;
}

type Described = Pick<
  ProviderRequest,
  "kind" | "state" | "sentAt" | "amountCents" | "resultDescription" | "resultReceipt" | "paymentId"
> & { passedOn: Pick<ProviderRequest["passedOn"][number], "because">[] };

/** A request's state in words, and what to do about it. */
export function describeRequest(request: Described, now: Date): RequestWords {
  switch (request.state) {
    case "created":
      return { words: "Waiting to be sent to M-Pesa." };
    case "sent":
    case "unknown":
      return needsStaff(request, now) ? lookUp(request) : { words: waiting(request) };
    case "succeeded":
      return succeeded(request);
    case "failed":
      return failed(request);
  }
}

function waiting({ kind, state }: Described): string {
  if (state === "sent") return "M-Pesa has it and will answer.";
  return kind === "transaction_status"
    ? "No answer yet: M-Pesa is asked again by itself."
    : "No clear answer yet. It is not sent again; M-Pesa is asked what became of it.";
}

function lookUp({ kind, amountCents }: Described): RequestWords {
  const amount = formatMoney(amountCents ?? 0);
  return kind === "refund"
    ? {
        words: `M-Pesa does not say whether ${amount} was paid out. It is set aside until that is known.`,
        todo: "Look in M-Pesa's portal for this payment, then say here what it shows.",
      }
    : {
        words: `M-Pesa does not say whether ${amount} was sent back. The payment still counts.`,
        todo: "Look in M-Pesa's portal for this reversal, then say here what it shows.",
      };
}

function succeeded({ kind, resultReceipt, resultDescription }: Described): RequestWords {
  const receipt = resultReceipt ? ` M-Pesa's receipt is ${resultReceipt}.` : "";
  switch (kind) {
    case "refund":
      return { words: `Paid out.${receipt}` };
    case "reversal":
      return { words: `Sent back to the payer.${receipt}` };
    case "transaction_status":
      return { words: resultDescription ?? "M-Pesa has confirmed it." };
  }
}

const MEND =
  "Mend it in M-Pesa's portal and enter it under Settings, M-Pesa, then check the code again. Until then look it up in M-Pesa's portal.";

function failed({ kind, resultDescription, passedOn }: Described): RequestWords {
  const why = resultDescription ?? "M-Pesa refused it.";
  switch (kind) {
    case "refund":
      return {
        words: `${why} The money is back in the wallet.`,
        todo: "Ask again when it can work.",
      };
    case "reversal":
      return { words: `${why} The payment still counts.`, todo: "Ask again when it can work." };
    case "transaction_status":
      return { words: why, todo: passedOn.some(gaveNoAnswer) ? MEND : undefined };
  }
}
