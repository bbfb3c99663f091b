/**
 * Everything that can go wrong between us and a router.
 *
 * - `unreachable` no answer from the network · `refused` the port is closed · `timeout` connected, or sent, and silent
 * - `turned_away` accepted and closed without a byte: address not allowed, or max-sessions reached (routers do not say which)
 * - `closed` the connection ended · `aborted` our caller gave up · `protocol` what answers does not speak RouterOS
 * - `login_failed`, `no_api_policy`, `not_enough_permissions` the API user
 * - `tls_failed`, `fingerprint_mismatch` the encrypted channel
 * - `no_such_item`, `duplicate`, `no_such_command`, `unknown_parameter`, `invalid_value`, `bad_reference`, `trap` (any
 *   other) what the router said about one command
 * - `conflict` a row is in the way that is not ours to change, or is still in use
 * - `too_many_rows` a table can only be read whole, and is too long for that
 */
export const ROUTER_ERROR_CODES = [
  "unreachable",
  "refused",
  "turned_away",
  "timeout",
  "closed",
  "aborted",
  "protocol",
  "login_failed",
  "no_api_policy",
  "not_enough_permissions",
  "tls_failed",
  "fingerprint_mismatch",
  "no_such_item",
  "duplicate",
  "no_such_command",
  "unknown_parameter",
  "invalid_value",
  "bad_reference",
  "trap",
  "conflict",
  "too_many_rows",
] as const;

export type RouterErrorCode = (typeof ROUTER_ERROR_CODES)[number];

/** The router's own words, as far as it gave any. */
export interface Trap {
  category?: number;
  message: string;
}

/** Codes that time alone may cure; the rest need a person, or another plan. */
const retryableCodes: ReadonlySet<RouterErrorCode> = new Set([
  "unreachable",
  "refused",
  "turned_away",
  "timeout",
  "closed",
  "aborted",
  "protocol",
  "no_such_item",
]);

interface RouterErrorDetails {
  /** A write was sent and may have taken effect: read again before deciding anything. */
  ambiguous?: boolean;
  trap?: Trap;
  /** The command word only: values may be secret. */
  command?: string;
  /** SHA-256 of the certificate that was shown instead of the pinned one. */
  seenFingerprint?: string;
  cause?: unknown;
}

/** An error whose message may be shown to staff. It never contains a secret. */
export class RouterError extends Error {
  readonly code: RouterErrorCode;
  readonly retryable: boolean;
  readonly ambiguous: boolean;
  readonly trap?: Trap;
  readonly command?: string;
  readonly seenFingerprint?: string;

  constructor(code: RouterErrorCode, message: string, details: RouterErrorDetails = {}) {
    super(message, { cause: details.cause });
    this.name = "RouterError";
    this.code = code;
    this.retryable = retryableCodes.has(code);
    this.ambiguous = details.ambiguous ?? false;
    this.trap = details.trap;
    this.command = details.command;
    this.seenFingerprint = details.seenFingerprint;
  }
}

export const isRouterError = (error: unknown, code?: RouterErrorCode): error is RouterError =>
  error instanceof RouterError && (code === undefined || error.code === code);
