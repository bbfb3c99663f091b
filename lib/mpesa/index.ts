export { type C2bConfirmation, parseC2bConfirmation, registerC2bUrls } from "./c2b";
export { classifyError } from "./classify-error";
export { type ClientOptions, createDarajaClient, type DarajaClient } from "./client";
export type { DarajaConfig } from "./config";
export { DarajaError, type DarajaErrorKind } from "./errors";
export { forbiddenWord, hookUrl } from "./hook-url";
export { type AccessToken, fetchAccessToken, isFresh, type TokenStore } from "./oauth";
export { type PayerNumber, parsePayerNumber } from "./payer-number";
export {
  type PulledPage,
  type PulledPayment,
  parsePullRow,
  pullQuery,
  pullRegister,
} from "./pull";
export { parseReceipt } from "./receipt";
export { accountPart, buildAccountReference, normaliseReference } from "./reference";
export { classifyResult, type ResultMeaning, type ResultOutcome } from "./result-codes";
export { parseStkCallback, type StkCallback } from "./stk-callback";
export { type AcceptedPush, stkPush } from "./stk-push";
export { type QueryResult, stkQuery } from "./stk-query";
