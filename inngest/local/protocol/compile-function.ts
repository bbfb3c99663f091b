import { createHash } from "node:crypto";
import { type CelNode, parseCel } from "../cel/parse";
import { nextFireAt } from "../cron";
import { type FunctionConfig, functionConfigSchema } from "./schemas";

export interface ConcurrencyRule {
  limit: number;
  scope: "fn" | "env" | "account";
  key: CelNode | undefined;
}

export interface EventTrigger {
  event: string;
  filter: CelNode | undefined;
}

/** A registered function, checked and ready to match and to run. */
export interface CompiledFunction {
  id: string;
  uuid: string;
  name: string;
  maxAttempts: number;
  triggers: EventTrigger[];
  crons: string[];
  concurrency: ConcurrencyRule[];
  config: FunctionConfig;
}

export class UnsupportedFunctionError extends Error {
  override name = "UnsupportedFunctionError";
}

// `priority` is accepted and ignored: on the real server too it shows no effect on a backlog.
const UNSUPPORTED_OPTIONS = [
  "idempotency",
  "batchEvents",
  "rateLimit",
  "throttle",
  "debounce",
  "singleton",
  "timeouts",
  "cancel",
];
const DEFAULT_RETRIES = 4;

/**
 * Checks one function of a registration.
 * @throws UnsupportedFunctionError naming the function and the option that this server cannot honour.
 */
export function compileFunction(raw: unknown): CompiledFunction {
  const parsed = functionConfigSchema.safeParse(raw);
  if (!parsed.success) {
    const where = parsed.error.issues[0];
    throw refuse(readId(raw), `${where?.path.join(".")}: ${where?.message}`);
  }
  const config = parsed.data;
  for (const option of UNSUPPORTED_OPTIONS) {
    if (config[option] !== undefined && config[option] !== null) {
      throw refuse(config.id, `option \`${option === "cancel" ? "cancelOn" : option}\``);
    }
  }
  return {
    id: config.id,
    uuid: functionUuid(config.id),
    name: config.name ?? config.id,
    maxAttempts: (config.steps.step.retries?.attempts ?? DEFAULT_RETRIES) + 1,
    triggers: compileTriggers(config),
    crons: compileCrons(config),
    concurrency: compileConcurrency(config),
    config,
  };
}

function compileTriggers(config: FunctionConfig): EventTrigger[] {
  return config.triggers.flatMap((trigger) => {
    if (!("event" in trigger)) return [];
    const filter = trigger.expression
      ? compileCel(config.id, "trigger `if`", trigger.expression)
      : undefined;
    return [{ event: trigger.event, filter }];
  });
}

function compileCrons(config: FunctionConfig): string[] {
  return config.triggers.flatMap((trigger) => {
    if (!("cron" in trigger)) return [];
    if (trigger.jitter) throw refuse(config.id, "option `jitter` of a cron trigger");
    try {
      nextFireAt(trigger.cron, Date.now());
    } catch (error) {
      throw refuse(config.id, error instanceof Error ? error.message : String(error));
    }
    return [trigger.cron];
  });
}

function compileConcurrency(config: FunctionConfig): ConcurrencyRule[] {
  const given = config.concurrency ?? [];
  const list = typeof given === "number" ? [{ limit: given }] : [given].flat();
  if (list.length > 2) throw refuse(config.id, "more than two `concurrency` limits");
  return list
    .filter(({ limit }) => limit > 0)
    .map(({ limit, key, scope = "fn" }) => {
      if (!key && scope !== "fn") {
        throw refuse(config.id, `a \`concurrency\` of scope ${scope} without a key`);
      }
      return {
        limit,
        scope,
        key: key ? compileCel(config.id, "concurrency key", key) : undefined,
      };
    });
}

function compileCel(functionId: string, where: string, source: string): CelNode {
  try {
    return parseCel(source);
  } catch (error) {
    throw refuse(functionId, `${where}: ${error instanceof Error ? error.message : error}`);
  }
}

function refuse(functionId: string, what: string): UnsupportedFunctionError {
  return new UnsupportedFunctionError(
    `Function "${functionId}" cannot be registered: the local job server does not support ${what}`,
  );
}

function readId(raw: unknown): string {
  const id = typeof raw === "object" && raw !== null && "id" in raw ? raw.id : undefined;
  return typeof id === "string" ? id : "?";
}

/** The same id gives the same UUID, so `fn_id` survives restarts and re-registration. */
function functionUuid(id: string): string {
  const hex = createHash("sha1").update(id).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
