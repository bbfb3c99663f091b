import { expireUsersFunction } from "./functions/expire-users";
import { sendMessageFunction } from "./functions/send-message";
import { tickFunction } from "./functions/tick";

/** Every durable function of the product, as the Inngest endpoint serves them. */
export const durableFunctions = () => [
  tickFunction(),
  sendMessageFunction(),
  expireUsersFunction(),
];
