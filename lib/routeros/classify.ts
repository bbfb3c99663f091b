import { RouterError, type RouterErrorCode, type Trap } from "./errors";

/** Whom an error is about, for its sentence. */
export interface Endpoint {
  host: string;
  port: number;
  transport: "plain" | "tls";
  username: string;
}

/** What the failed command was, and how far it got. */
export interface CommandState {
  command: string;
  /** Words whose values must not appear in an error. */
  secrets?: readonly string[];
  write: boolean;
}

const readVerbs = /\/(print|getall|listen|cancel|login|quit|monitor|monitor-traffic)$/;

/** Whether a command may change something. */
export const isWrite = (command: string): boolean => !readVerbs.test(command);

/**
 * By text, first match wins: categories are absent or differ between releases. Texts are those of RouterOS 6.43 to
 * 7.22; some carry a number in brackets.
 */
const trapTexts: readonly [RegExp, RouterErrorCode][] = [
  [
    /invalid user name or password|cannot log in|not logged in|too many commands before login/i,
    "login_failed",
  ],
  [/not enough permissions|not allowed \(9\)/i, "not_enough_permissions"],
  [/no such item/i, "no_such_item"],
  [/no such command/i, "no_such_command"],
  [/unknown parameter/i, "unknown_parameter"],
  [/already (have|exist)|already exists|such name (already )?exists/i, "duplicate"],
  [/input does not match any value of/i, "bad_reference"],
  [/ambiguous value of|invalid value|out of range|^missing /i, "invalid_value"],
];

/** The code of a trap's text; `trap` when it is none we know. */
export function classifyTrap(message: string): RouterErrorCode {
  return trapTexts.find(([pattern]) => pattern.test(message))?.[1] ?? "trap";
}

/** The error for a trap. A write that trapped is ambiguous: some commands report an error and apply all the same. */
export function trapError(trap: Trap, state: CommandState): RouterError {
  const message = redact(trap.message, state.secrets);
  const code = classifyTrap(message);
  return new RouterError(code, trapSentence(code, message, state.command), {
    trap: { ...trap, message },
    command: state.command,
    ambiguous: state.write,
  });
}

function trapSentence(code: RouterErrorCode, message: string, command: string): string {
  if (code === "not_enough_permissions") {
    return `The API user may not run ${command} (router says: ${message}). Its group needs read, write, sensitive and test.`;
  }
  if (code === "no_such_command") {
    return `This router does not know ${command} (router says: ${message}). Is the package installed?`;
  }
  return `The router refused ${command}: ${message}`;
}

function redact(text: string, secrets: readonly string[] = []): string {
  return secrets.reduce((t, secret) => (secret ? t.replaceAll(secret, "•••") : t), text);
}

/** The error for what the router answered to `/login`. */
export function loginError(trap: Trap, endpoint: Endpoint): RouterError {
  const code = classifyTrap(trap.message);
  if (code === "not_enough_permissions") {
    return new RouterError(
      "no_api_policy",
      `User ${endpoint.username} exists but may not use the API: give its group the policy "api".`,
      { trap, command: "/login" },
    );
  }
  return new RouterError(
    "login_failed",
    `${at(endpoint)} refused user ${endpoint.username}: ${trap.message}. Check the name and the password.`,
    { trap, command: "/login" },
  );
}

export const at = (endpoint: Endpoint): string => `${endpoint.host}:${endpoint.port}`;

const serviceName = (endpoint: Endpoint) => (endpoint.transport === "tls" ? "api-ssl" : "api");

const socketTexts: Readonly<Record<string, [RouterErrorCode, string]>> = {
  ECONNREFUSED: ["refused", "connection refused"],
  EHOSTUNREACH: ["unreachable", "no route to the host"],
  ENETUNREACH: ["unreachable", "no route to its network"],
  EHOSTDOWN: ["unreachable", "the host is down"],
  ETIMEDOUT: ["unreachable", "no answer"],
  ENOTFOUND: ["unreachable", "this name does not exist"],
  EAI_AGAIN: ["unreachable", "the name server does not answer"],
  EACCES: ["unreachable", "this machine's firewall forbids it"],
  EPERM: ["unreachable", "this machine's firewall forbids it"],
  ECONNRESET: ["closed", "the connection was reset"],
  ECONNABORTED: ["closed", "the connection was aborted"],
  EPIPE: ["closed", "the connection was closed"],
};

const errorCode = (error: unknown): string =>
  typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";

/** The error for what the socket or TLS reported. */
export function socketError(error: unknown, endpoint: Endpoint): RouterError {
  const systemCode = errorCode(error);
  const [code, reason] = socketTexts[systemCode] ?? ["", ""];
  if (code === "refused") {
    const service = serviceName(endpoint);
    return new RouterError(
      "refused",
      `Nothing answers at ${at(endpoint)}: ${reason}. Is the ${service} service enabled (/ip service), and is this its port?`,
      { cause: error },
    );
  }
  if (code === "unreachable") {
    return new RouterError("unreachable", `${at(endpoint)} cannot be reached: ${reason}.`, {
      cause: error,
    });
  }
  if (code === "closed") {
    return new RouterError("closed", `${at(endpoint)}: ${reason}.`, { cause: error });
  }
  return otherSocketError(error, systemCode, endpoint);
}

function otherSocketError(error: unknown, systemCode: string, endpoint: Endpoint): RouterError {
  const detail = systemCode || (error instanceof Error ? error.message : "unknown error");
  if (endpoint.transport === "tls" && /SSL|TLS|EPROTO|CERT/i.test(detail)) {
    return new RouterError(
      "tls_failed",
      `${at(endpoint)} answers, but TLS fails (${detail}). Is this the port of api-ssl?`,
      { cause: error },
    );
  }
  return new RouterError("unreachable", `${at(endpoint)} cannot be used: ${detail}.`, {
    cause: error,
  });
}

/** The error for a connection that ended while signing in. */
export function hungUpError(endpoint: Endpoint, heard: boolean): RouterError {
  if (heard) return new RouterError("closed", `${at(endpoint)} hung up while signing in.`);
  return new RouterError(
    "turned_away",
    `${at(endpoint)} accepted the connection and closed it at once. Either this server's address is missing in "Available From" of the ${serviceName(endpoint)} service, or its max-sessions is reached.`,
  );
}

/** The error for a sign-in that took too long. `connected` tells whether TCP got through. */
export function connectTimeoutError(
  endpoint: Endpoint,
  connected: boolean,
  seconds: number,
): RouterError {
  if (!connected) {
    return new RouterError(
      "unreachable",
      `Nothing answers at ${at(endpoint)} within ${seconds} s.`,
    );
  }
  return new RouterError(
    "timeout",
    `${at(endpoint)} accepts connections but did not sign us in within ${seconds} s. Is this the port of the ${serviceName(endpoint)} service?`,
  );
}

/** The error for bytes that no router sends. */
export function violationError(endpoint: Endpoint, cause: Error): RouterError {
  return new RouterError(
    "protocol",
    `What answers at ${at(endpoint)} does not speak the RouterOS API (${cause.message}). Is this the port of the ${serviceName(endpoint)} service?`,
    { cause },
  );
}

/** The error for `!fatal`, after which the router hangs up. */
export function fatalError(message: string, endpoint: Endpoint, signedIn: boolean): RouterError {
  const code = classifyTrap(message);
  if (!signedIn && code === "login_failed") return loginError({ message }, endpoint);
  return new RouterError("closed", `${at(endpoint)} ended the connection: ${message}.`, {
    trap: { message },
  });
}
