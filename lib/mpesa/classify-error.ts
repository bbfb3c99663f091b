import { z } from "zod";
import { type DarajaEndpoint, DarajaError, type DarajaErrorKind } from "./errors";

/** Every error shape seen: Daraja's own, the gateway's, and a reply with a ResponseCode. */
const ErrorBody = z.looseObject({
  errorCode: z.coerce.string().optional(),
  errorMessage: z.coerce.string().optional(),
  ResponseCode: z.coerce.string().optional(),
  ResponseDescription: z.coerce.string().optional(),
  ResponseMessage: z.coerce.string().optional(),
  fault: z
    .looseObject({
      faultstring: z.string().optional(),
      detail: z.looseObject({ errorcode: z.string().optional() }).optional(),
    })
    .optional(),
});

const TOKEN_CODES = new Set(["404.001.03", "400.003.01", "401.003.01"]);
const BUSY = /spike ?arrest|quota|system is busy|too many|ratelimit/i;
const LOCKED = /unable to lock subscriber|already in process/i;
const PROCESSING = /being processed|under processing/i;
const DUPLICATE = /duplicate originatorconversationid/i;
const WRONG_SETUP = /merchant does not exist|wrong credentials|urls are already registered/i;

/**
 * What a refused call means. 500.001.1001 alone has four meanings, so endpoint, code and message decide
 * together (Daraja docs; messages as seen in production).
 */
export function classifyError(
  endpoint: DarajaEndpoint,
  status: number,
  body: unknown,
): DarajaError {
  const parsed = ErrorBody.safeParse(body);
  const fields = parsed.success ? parsed.data : {};
  const code =
    fields.errorCode ?? fields.fault?.detail?.errorcode ?? fields.ResponseCode ?? `http_${status}`;
  const text = [
    fields.errorMessage,
    fields.fault?.faultstring,
    fields.ResponseDescription,
    fields.ResponseMessage,
  ]
    .filter(Boolean)
    .join("; ");
  const kind = kindOf({ endpoint, status, code, text });
  return new DarajaError(kind, endpoint, code, text || `HTTP ${status}`);
}

interface Refusal {
  endpoint: DarajaEndpoint;
  status: number;
  code: string;
  text: string;
}

/** The first rule that fits decides. */
const RULES: readonly [DarajaErrorKind, (refusal: Refusal) => boolean][] = [
  ["token", (r) => r.endpoint !== "token" && (TOKEN_CODES.has(r.code) || r.status === 401)],
  ["retry_later", (r) => r.status === 429 || BUSY.test(`${r.code} ${r.text}`)],
  ["duplicate", (r) => r.endpoint === "b2c" && DUPLICATE.test(r.text)],
  ["config", (r) => WRONG_SETUP.test(r.text)],
  ["locked", (r) => LOCKED.test(r.text)],
  ["pending", (r) => r.endpoint === "query" && isPendingQuery(r)],
  ["config", (r) => r.endpoint === "token" && isClientError(r)],
  ["bug", isClientError],
  // A 2xx that names a refusal in Daraja's own words is definite.
  ["retry_later", (r) => r.status < 300 && r.text !== ""],
  ["retry_later", (r) => ["500.003.02", "500.003.03"].includes(r.code)],
  // A bare 5xx may hide an accepted request.
  ["unknown_outcome", () => true],
];

const kindOf = (refusal: Refusal): DarajaErrorKind =>
  RULES.find(([, fits]) => fits(refusal))?.[0] ?? "unknown_outcome";

function isClientError(refusal: Refusal): boolean {
  return refusal.status >= 400 && refusal.status < 500;
}

/** A query asked too early is answered as if the id were wrong. */
function isPendingQuery({ code, text }: Refusal): boolean {
  return (
    PROCESSING.test(text) ||
    code === "4999" ||
    (code === "400.002.02" && /checkoutrequestid/i.test(text))
  );
}
