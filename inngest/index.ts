import { checkBooksFunction } from "./functions/check-books";
import { expireUsersFunction } from "./functions/expire-users";
import { judgeCallbackFunction } from "./functions/judge-callback";
import { pollRouterFunction } from "./functions/poll-routers";
import { pullPaymentsFunction } from "./functions/pull-payments";
import { queryAttemptsFunction } from "./functions/query-attempts";
import { reconcileRouterFunction } from "./functions/reconcile-router";
import { runImportFunction } from "./functions/run-import";
import { sendMessageFunction } from "./functions/send-message";
import { sendProviderRequestFunction } from "./functions/send-provider-request";
import { sendStkPushFunction } from "./functions/send-stk-push";
import { syncRouterFunction } from "./functions/sync-router";
import { syncUserFunction } from "./functions/sync-user";
import { tickFunction } from "./functions/tick";
import { watchSessionFunction } from "./functions/watch-session";

/** Every durable function of the product, as the Inngest endpoint serves them. */
export const durableFunctions = () => [
  tickFunction(),
  sendMessageFunction(),
  expireUsersFunction(),
  sendStkPushFunction(),
  judgeCallbackFunction(),
  queryAttemptsFunction(),
  pullPaymentsFunction(),
  sendProviderRequestFunction(),
  syncUserFunction(),
  syncRouterFunction(),
  reconcileRouterFunction(),
  watchSessionFunction(),
  pollRouterFunction(),
  checkBooksFunction(),
  runImportFunction(),
];
