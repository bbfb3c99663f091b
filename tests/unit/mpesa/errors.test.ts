import { expect, test } from "vitest";
import { classifyError, classifyResult } from "@/lib/mpesa";

const daraja = (errorCode: string, errorMessage: string) => ({
  requestId: "1",
  errorCode,
  errorMessage,
});
const spike = {
  fault: {
    faultstring: "Spike arrest violation. Allowed rate : 5ps",
    detail: { errorcode: "policies.ratelimit.SpikeArrestViolation" },
  },
};

test.each([
  ["push", 400, daraja("400.002.02", "Bad Request - Invalid Amount"), "bug"],
  ["push", 404, daraja("404.001.03", "Invalid Access Token"), "token"],
  ["push", 400, daraja("400.003.01", "Invalid Access Token"), "token"],
  ["push", 401, undefined, "token"],
  ["push", 404, daraja("404.001.01", "Resource not found"), "bug"],
  ["push", 405, daraja("405.001", "Method Not Allowed"), "bug"],
  ["push", 500, daraja("500.001.1001", "Merchant does not exist"), "config"],
  ["push", 500, daraja("500.001.1001", "Wrong credentials"), "config"],
  [
    "push",
    500,
    daraja("500.001.1001", "Unable to lock subscriber, a transaction is already in process"),
    "locked",
  ],
  ["query", 500, daraja("500.001.1001", "The transaction is being processed"), "pending"],
  ["query", 400, daraja("400.002.02", "Bad Request - Invalid CheckoutRequestID"), "pending"],
  ["query", 400, daraja("400.002.02", "Bad Request - Invalid Timestamp"), "bug"],
  ["push", 500, daraja("500.003.02", "System is busy. Please try again"), "retry_later"],
  ["push", 500, daraja("500.003.03", "Quota Violation"), "retry_later"],
  ["push", 500, spike, "retry_later"],
  ["query", 429, undefined, "retry_later"],
  ["push", 500, daraja("500.003.1001", "Internal Server Error"), "unknown_outcome"],
  ["push", 502, undefined, "unknown_outcome"],
  ["c2b_register", 500, daraja("500.003.1001", "Urls are already registered"), "config"],
  ["b2c", 500, daraja("500.002.1001", "Duplicate OriginatorConversationID."), "duplicate"],
  ["b2c", 500, daraja("500.002.1001", "System internal error."), "unknown_outcome"],
  ["reversal", 500, daraja("500.003.02", "Spike Arrest Violation"), "retry_later"],
  ["token", 400, daraja("400.008.02", "Invalid grant type passed"), "config"],
  ["token", 401, undefined, "config"],
] as const)("%s answered %i %j is %s", (endpoint, status, body, kind) => {
  expect(classifyError(endpoint, status, body).kind).toBe(kind);
});

test("no phone number of a refusal reaches a log", () => {
  const error = classifyError(
    "push",
    400,
    daraja("400.002.02", "Invalid PhoneNumber 254712345678"),
  );
  expect(error.message).not.toContain("12345");
});

test.each([
  [0, "paid"],
  ["0", "paid"],
  [1, "failed"],
  [1032, "failed"],
  ["1037", "failed"],
  ["SFC_IC0003", "failed"],
  [4999, "pending"],
  ["4999", "pending"],
  [31337, "unknown"],
  ["", "unknown"],
  ["00", "unknown"],
  ["constructor", "unknown"],
  ["__proto__", "unknown"],
])("result code %j is %s", (code, outcome) => {
  const meaning = classifyResult(code);
  expect(meaning.outcome).toBe(outcome);
  expect(meaning.words).toMatch(/\.$/);
});
