import { expireUsersFunction } from "./functions/expire-users";
import { judgeCallbackFunction } from "./functions/judge-callback";
import { pullPaymentsFunction } from "./functions/pull-payments";
import { queryAttemptsFunction } from "./functions/query-attempts";
import { sendMessageFunction } from "./functions/send-message";
import { sendStkPushFunction } from "./functions/send-stk-push";
import { tickFunction } from "./functions/tick";

/** Every durable function of the product, as the Inngest endpoint serves them. */
export const durableFunctions = () => [
  tickFunction(),
  sendMessageFunction(),
  expireUsersFunction(),
  sendStkPushFunction(),
  judgeCallbackFunction(),
  queryAttemptsFunction(),
  pullPaymentsFunction(),
];
