import type { AppLink } from "./app-link";
import {
  type AppClient,
  AppLostError,
  AppRefusedError,
  AppTimeoutError,
  type SignedAnswer,
  traceHeaders,
} from "./call-app";
import { readAnswer } from "./protocol/read-answer";
import { toWireError } from "./protocol/schemas";
import { type Call, failRun, type SettleDeps, settleCall } from "./settle-call";
import { countLostCall, handBack } from "./store/results";

export interface CallDeps extends SettleDeps {
  client: AppClient;
  link: AppLink;
  signal: AbortSignal;
}

/** A step may take as long as this, in ms. */
const CALL_TIMEOUT_MS = 2 * 3_600_000;
const REFUSED_DELAY_MS = 200;
const UNAUTHORISED_DELAY_MS = 5_000;
// An app that dies under a call is restarted and asked again, but not for ever: the step itself
// may be what kills it.
const FREE_LOST_CALLS = 5;
const LOST_DELAY_MS = 250;

/** Makes one call to the app and stores what comes of it. */
export async function makeCall(deps: CallDeps, call: Call): Promise<void> {
  let answer: SignedAnswer;
  try {
    answer = await deps.client.send({
      method: "POST",
      query: { fnId: call.functionId, stepId: call.stepId },
      headers: callHeaders(call),
      body: callBody(deps, call),
      timeoutMs: CALL_TIMEOUT_MS,
      signal: deps.signal,
    });
  } catch (error) {
    return settleNoAnswer(deps, call, error);
  }
  try {
    await settleAnswer(deps, call, answer);
  } catch (error) {
    // Nested too deeply to be written: no later try would go better.
    if (!(error instanceof RangeError)) throw error;
    await failRun(deps, call, toWireError(`The answer cannot be kept: ${error.message}`));
  }
}

async function settleAnswer(deps: CallDeps, call: Call, answer: SignedAnswer): Promise<void> {
  if (answer.status === 401 && !answer.isSigned) {
    deps.link.markDown("the app refused our signature: are the signing keys the same?");
    return handBack(deps.pool, call, UNAUTHORISED_DELAY_MS);
  }
  if (!answer.isSigned) {
    return failAttempt(deps, call, `The app answered ${answer.status} without a valid signature`);
  }
  const version = Number(answer.headers["x-inngest-req-version"] ?? call.requestVersion);
  await settleCall(deps, call, readAnswer(answer, Date.now()), version);
}

async function settleNoAnswer(deps: CallDeps, call: Call, error: unknown): Promise<void> {
  // Closing: the lease stays, and whoever starts next takes it over.
  if (deps.signal.aborted) return;
  if (error instanceof AppRefusedError) {
    deps.link.markDown("the app is not running");
    return handBack(deps.pool, call, REFUSED_DELAY_MS);
  }
  if (error instanceof AppTimeoutError) return failAttempt(deps, call, error.message);
  if (!(error instanceof AppLostError)) {
    return failRun(deps, call, toWireError(`The call cannot be written as JSON: ${error}`));
  }
  const lost = await countLostCall(deps.pool, call);
  if (lost <= FREE_LOST_CALLS) return handBack(deps.pool, call, LOST_DELAY_MS);
  return failAttempt(deps, call, `Unable to reach SDK URL: ${error.message}`);
}

async function failAttempt(deps: CallDeps, call: Call, message: string): Promise<void> {
  const error = toWireError(message);
  const outcome = { type: "error", error, isFinal: false, retryAfterMs: undefined } as const;
  await settleCall(deps, call, outcome, call.requestVersion);
}

function callHeaders(call: Call): Record<string, string> {
  return {
    "x-inngest-req-version": String(call.requestVersion),
    "x-run-id": call.runId,
    "x-request-id": call.requestId,
    "x-inngest-generation-id": String(call.attempt + 1),
    "x-inngest-job-id": call.id,
    ...traceHeaders(call.runId),
  };
}

function callBody(deps: CallDeps, call: Call): unknown {
  const stack = call.steps.map(([id]) => id);
  return {
    event: call.event,
    events: [call.event],
    steps: Object.fromEntries(call.steps.map(([id, memo]) => [id, JSON.parse(memo)])),
    defers: {},
    version: call.requestVersion,
    use_api: false,
    ctx: {
      run_id: call.runId,
      fn_id: deps.registry.find(call.functionId)?.uuid ?? "",
      attempt: call.attempt,
      max_attempts: call.maxAttempts,
      // A planned step is run alone; only the main call may go on by itself.
      disable_immediate_execution: call.stepId !== "step",
      use_api: false,
      qi_id: call.id,
      job_id: call.id,
      request_id: call.requestId,
      generation_id: call.attempt + 1,
      env: "",
      step_id: "step",
      stack: { stack, current: stack.length },
    },
  };
}
