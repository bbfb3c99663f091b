export { ensureMpesaChannel } from "./ensure-mpesa-channel";
export type { Evidence, SettleOutcome } from "./evidence";
export { type AttemptProgress, getAttemptProgress, type Stages } from "./get-attempt-progress";
export { type Judgement, judgeCallback } from "./judge-callback";
export { listQuarantined, type QuarantinedCallback } from "./list-quarantined";

export { type PullOutcome, pullPayments } from "./pull-payments";
export { type QueryOutcome, queryAttempt } from "./query-attempt";
export { queryDueAt } from "./query-due-at";
export { registerC2bUrls } from "./register-c2b-urls";
export { requestStkPayment } from "./request-stk-payment";
export { type PushOutcome, sendStkPush } from "./send-stk-push";
export { storeCallback } from "./store-callback";
export { sweepAttempts } from "./sweep-attempts";
export { sweepInbox } from "./sweep-inbox";
export { sweepPulls } from "./sweep-pulls";
