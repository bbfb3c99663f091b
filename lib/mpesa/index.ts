export { type AsyncResult, parseAsyncResult } from "./async-result";
export {
  type AsyncOutcome,
  type AsyncResultMeaning,
  classifyAsyncResult,
} from "./async-result-codes";
export type { AsyncResultDetails } from "./async-result-details";
export { payB2c } from "./b2c";
export {
  type C2bConfirmation,
  type C2bQuestion,
  parseC2bConfirmation,
  parseC2bValidation,
  registerC2bUrls,
} from "./c2b";
export { classifyError } from "./classify-error";
export { type ClientOptions, createDarajaClient, type DarajaClient } from "./client";
export type { DarajaConfig } from "./config";
export { DarajaError, type DarajaErrorKind } from "./errors";
export { forbiddenWord, hookUrl } from "./hook-url";
export { type AccessToken, fetchAccessToken, isFresh, type TokenStore } from "./oauth";
export type { AcceptedOperation } from "./operation";
export type { Party } from "./party";
export { type PayerNumber, parsePayerNumber } from "./payer-number";
export {
  type PulledPage,
  type PulledPayment,
  parsePullRow,
  pullQuery,
  pullRegister,
} from "./pull";
export { parseReceipt } from "./receipt";
export { accountPart, buildAccountReference, normaliseReference, straighten } from "./reference";
export { classifyResult, type ResultMeaning, type ResultOutcome } from "./result-codes";
export { reverseTransaction } from "./reversal";
export { isUsableCertificate, securityCredential } from "./security-credential";
export {
  type ParsedStatement,
  parseStatementCsv,
  type StatementProblem,
} from "./statement-csv";
export type { StatementRow } from "./statement-row";
export { parseStkCallback, type StkCallback } from "./stk-callback";
export { type AcceptedPush, stkPush } from "./stk-push";
export { type QueryResult, stkQuery } from "./stk-query";
export { transactionStatus } from "./transaction-status";
