import type { ProviderRequestRow } from "@/services/payments";
import type { PaymentDetails } from "@/services/reports";
import { Card, CardBody, CardHeader } from "../ui/card";
import { ExactTime } from "../ui/relative-time";
import { type Stage, Timeline } from "../ui/timeline";
import { REQUEST_WORDS } from "./words";

const LOOKS: Record<ProviderRequestRow["state"], Stage["state"]> = {
  created: "active",
  sent: "active",
  unknown: "active",
  succeeded: "done",
  failed: "failed",
};

export interface ReversalStoryProps {
  payment: PaymentDetails["payment"];
  reversal: PaymentDetails["reversal"];
  requests: ProviderRequestRow[];
}

/** What was asked of M-Pesa about a payment, and that it was taken back, in the order of time. */
export function ReversalStory({ payment, reversal, requests }: ReversalStoryProps) {
  if (!reversal && requests.length === 0 && payment.status !== "reversed") return null;
  const asked = [...requests].reverse().map(
    (request): Stage => ({
      key: request.id,
      label: REQUEST_WORDS[request.kind],
      state: LOOKS[request.state],
      at: <ExactTime at={request.requestedAt} />,
      detail: [request.words, request.todo].filter(Boolean).join(" "),
    }),
  );
  return (
    <Card>
      <CardHeader
        title="Checks and reversal"
        description="What was asked of M-Pesa, and what came of it."
      />
      <CardBody>
        <Timeline
          label="Checks and reversal"
          stages={payment.status === "reversed" ? [...asked, stageOf(payment, reversal)] : asked}
        />
      </CardBody>
    </Card>
  );
}

/** Without a reversal of its own it was the same money as another payment. */
function stageOf(payment: PaymentDetails["payment"], reversal: PaymentDetails["reversal"]): Stage {
  const at = reversal?.at ?? payment.reversedAt;
  return {
    key: "reversed",
    label: "Reversed in the books",
    state: "done",
    at: at ? <ExactTime at={at} /> : undefined,
    detail: reversal ? wordsOf(reversal) : "The same money has come in under its receipt.",
  };
}

function wordsOf(reversal: NonNullable<PaymentDetails["reversal"]>): string {
  const who = reversal.kind === "provider" ? "M-Pesa" : (reversal.staffName ?? "Staff");
  const receipt = reversal.receipt ? ` M-Pesa's receipt is ${reversal.receipt}.` : "";
  return `${who}: ${reversal.reason}.${receipt}`.replace("..", ".");
}
