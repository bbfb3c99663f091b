import { isQuestion, type ProviderRequest } from "./request-states";

/** M-Pesa is given this long to answer before staff may decide. */
const PATIENCE_MS = 10 * 60_000;

/** An order that may or may not have happened, and that M-Pesa has been quiet about for long enough. */
export const needsStaff = (
  request: Pick<ProviderRequest, "kind" | "state" | "sentAt">,
  now: Date,
): boolean =>
  !isQuestion(request.kind) &&
  (request.state === "unknown" || request.state === "sent") &&
  request.sentAt !== null &&
  now.getTime() - request.sentAt.getTime() >= PATIENCE_MS;
