import type pg from "pg";
import { type DeliveredEvent, planOwnEvents } from "./accept-events";
import { advanceRun, type Progress } from "./advance";
import { retryDelayMs } from "./backoff";
import { withTransaction } from "./db";
import { sleepEndsAt } from "./duration";
import type { Outcome } from "./protocol/read-answer";
import { type Op, toWireError, type WireError } from "./protocol/schemas";
import type { Registry } from "./registry";
import { insertEvents } from "./store/events";
import type { LeasedCall } from "./store/leases";
import { endRun, type Memo, type PlannedRow, retryLater } from "./store/results";

/** A leased call with its event read. */
export interface Call extends LeasedCall {
  event: DeliveredEvent;
  maxAttempts: number;
}

export interface SettleDeps {
  pool: pg.Pool;
  registry: Registry;
  retryIntervalSeconds: number | undefined;
  onRunEnded: () => void;
}

type RunEnd = { status: "completed"; output: unknown } | { status: "failed"; error: WireError };

/** Stores what a call has brought: steps, sleeps, a retry, the end of the run. */
export async function settleCall(
  deps: SettleDeps,
  call: Call,
  outcome: Outcome,
  requestVersion: number,
): Promise<void> {
  if (outcome.type === "completed") {
    return finish(deps, call, { status: "completed", output: outcome.output });
  }
  if (outcome.type === "error") {
    return retryOrFail(deps, call, outcome.error, outcome);
  }
  return settleOps(deps, call, outcome, requestVersion);
}

/** Ends the run as failed, whatever attempts are left. */
export async function failRun(deps: SettleDeps, call: Call, error: WireError): Promise<void> {
  await finish(deps, call, { status: "failed", error });
}

async function settleOps(
  deps: SettleDeps,
  call: Call,
  { ops, retryAfterMs }: Extract<Outcome, { type: "ops" }>,
  requestVersion: number,
): Promise<void> {
  const progress: Progress = { memos: [], planned: [], requestVersion };
  const isLastAttempt = call.attempt + 1 >= call.maxAttempts;
  for (const op of ops) {
    if (op.op === "StepError" && !isLastAttempt) {
      // The steps reported beside it come again with the retry: nothing is memoised twice.
      return retryOrFail(deps, call, toWireError(op.error), { isFinal: false, retryAfterMs });
    }
    const refusal = addOp(progress, op);
    if (refusal) return failRun(deps, call, refusal);
  }
  const result = await advanceRun(deps.pool, call, progress);
  if (result === "stuck") {
    const error = toWireError("The app reported neither a new step nor an end");
    await retryOrFail(deps, call, error, { isFinal: false, retryAfterMs: undefined });
  }
}

/** Adds one operation to the progress; returns an error if this server cannot carry it out. */
function addOp({ memos, planned }: Progress, op: Op): WireError | undefined {
  const race = op.opts?.parallelMode === "race";
  switch (op.op) {
    case "StepRun":
      memos.push(toMemo(op));
      return undefined;
    case "StepError":
    case "StepFailed":
      memos.push({ ...toMemo(op), memo: JSON.stringify({ error: toWireError(op.error) }) });
      return undefined;
    case "StepPlanned":
      planned.push({ kind: "call", stepId: op.id, race, dueAtMs: null });
      return undefined;
    case "Sleep":
      return addSleep(planned, op, race);
    default:
      return {
        name: "UnsupportedStepError",
        message: `The local job server does not support the step operation ${op.op} ("${op.displayName ?? op.name ?? op.id}")`,
      };
  }
}

function addSleep(planned: PlannedRow[], op: Op, race: boolean): WireError | undefined {
  const dueAtMs = sleepEndsAt(op.name ?? "", Date.now());
  if (dueAtMs === undefined) {
    return toWireError(`"${op.name}" is neither a duration nor a time to sleep until`);
  }
  planned.push({ kind: "sleep", stepId: op.id, race, dueAtMs });
  return undefined;
}

/** The memo of a step that has run. */
export function toMemo(op: Op): Memo {
  return {
    stepId: op.id,
    name: op.displayName ?? op.name ?? null,
    memo: JSON.stringify({ data: op.data ?? null }),
  };
}

async function retryOrFail(
  deps: SettleDeps,
  call: Call,
  error: WireError,
  { isFinal, retryAfterMs }: { isFinal: boolean; retryAfterMs: number | undefined },
): Promise<void> {
  if (isFinal || call.attempt + 1 >= call.maxAttempts) return failRun(deps, call, error);
  const delayMs = retryAfterMs ?? retryDelayMs(call.attempt, deps.retryIntervalSeconds);
  await retryLater(deps.pool, call, delayMs, `${error.name}: ${error.message}`);
}

async function finish(deps: SettleDeps, call: Call, end: RunEnd): Promise<void> {
  const isCompleted = end.status === "completed";
  const stored = {
    status: end.status,
    output: isCompleted ? JSON.stringify(end.output ?? null) : null,
    error: isCompleted ? null : JSON.stringify(end.error),
  };
  const own = planOwnEvents(deps.registry, endEvents(call, end));
  const hasEnded =
    own.starts.length === 0
      ? await endRun(deps.pool, call, stored)
      : await withTransaction(deps.pool, async (client) => {
          const isLive = await endRun(client, call, stored);
          if (isLive) await insertEvents(client, own.stored, own.starts, { waiting: false });
          return isLive;
        });
  if (hasEnded) deps.onRunEnded();
}

/** What the end of a run sends, unless the run was itself started by such an event. */
function endEvents(call: Call, end: RunEnd): DeliveredEvent[] {
  if (call.event.name.startsWith("inngest/function.")) return [];
  const about = {
    function_id: call.functionId,
    run_id: call.runId,
    event: call.event,
    events: [call.event],
  };
  const make = (name: string, data: Record<string, unknown>): DeliveredEvent => ({
    name: `inngest/function.${name}`,
    id: call.runId,
    ts: Date.now(),
    data: { ...about, ...data },
  });
  if (end.status === "completed") {
    const result = { result: end.output ?? null, _inngest: { status: "Completed" } };
    return [make("finished", result)];
  }
  // The real server puts this class into `error.error`; `name` stays the user's.
  const error = { error: "NonRetriableError", stack: "", ...end.error };
  const failure = { error, _inngest: { status: "Failed" } };
  return [make("failed", failure), make("finished", failure)];
}
