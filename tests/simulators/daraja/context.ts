import { randomInt } from "node:crypto";
import type { z } from "zod";
import { Changes } from "../http/changes";
import { createPoster, type Poster } from "../http/post";
import { openStateFile, type StateFile } from "../http/state-file";
import { Tasks } from "../http/tasks";
import type { Fault } from "./fault-schemas";
import type { Held } from "./hold";
import type {
  ActiveOperationFault,
  ActiveOperationScript,
  OperationRecord,
} from "./operations/records";
import { reviveOperation } from "./operations/records";
import type { DarajaOptions } from "./options";
import { resultOf } from "./outcomes";
import type { C2bUrls, Script } from "./schemas";
import { SavedState, toSaved } from "./state";
import type { Delivery, LoggedRequest, StatementEntry, StkAttempt } from "./types";

export type Options = z.output<typeof DarajaOptions>;
export type ActiveFault = z.output<typeof Fault>;
export type ActiveScript = z.output<typeof Script> & { left: number };

/** An attempt with what only the simulator knows of it. */
export interface AttemptRecord extends StkAttempt {
  businessName: string;
  expiresAt: string;
  /** The prompt's sentence; null if it never reached the phone. */
  prompt: string | null;
  faults: ActiveFault[];
  /** How often a fault that has `times` has struck. */
  strikes: Map<ActiveFault, number>;
  cancelTimer: () => void;
  hiddenFromPull: boolean;
}

/** Everything that a running simulator knows. Passed to every part, changed in place. */
export interface Context {
  options: Options;
  now: () => Date;
  changes: Changes;
  poster: Poster;
  file: StateFile<SavedState>;
  tasks: Tasks;
  scripts: ActiveScript[];
  /** Scripted faults of calls that are no push: F15 at token and pull, F19, F20. */
  callFaults: ActiveFault[];
  /** What waits for release, and whom it concerns. */
  held: Set<Held>;
  operations: Map<string, OperationRecord>;
  operationScripts: ActiveOperationScript[];
  operationFaults: ActiveOperationFault[];
  faults: ActiveFault[];
  attempts: Map<string, AttemptRecord>;
  statement: StatementEntry[];
  deliveries: Delivery[];
  requests: LoggedRequest[];
  queryTimes: number[];
  token: { value: string; expiresAt: number; uses: number } | null;
  c2b: z.output<typeof C2bUrls> | null;
  pullRegistered: boolean;
  receiptCounter: number;
}

export function createContext(options: Options, now: () => Date): Context {
  const changes = new Changes();
  const file = openStateFile(options.stateFile, SavedState);
  const saved = file.load();
  return {
    options,
    now,
    changes,
    poster: createPoster(),
    file,
    tasks: new Tasks(() => changes.emit()),
    scripts: [],
    callFaults: [],
    held: new Set(),
    operations: new Map(saved?.operations.map((one) => [one.conversationId, reviveOperation(one)])),
    operationScripts: [],
    operationFaults: options.operationFaults,
    faults: options.faults,
    attempts: new Map(saved?.attempts.map((one) => [one.checkoutRequestId, revive(one, options)])),
    statement: saved?.statement ?? [],
    deliveries: [],
    requests: [],
    queryTimes: [],
    token: null,
    c2b: options.c2b ?? saved?.c2b ?? null,
    pullRegistered: options.pullRegistered || (saved?.pullRegistered ?? false),
    // Random where nothing is kept: two runs against one database must not repeat a receipt.
    receiptCounter: saved?.receiptCounter ?? randomInt(2 ** 40),
  };
}

/** Saves what must survive a restart and tells listeners. Call after every change. */
export function changed(ctx: Context): void {
  if (ctx.options.stateFile !== undefined) ctx.file.save(toSaved(ctx));
  ctx.changes.emit();
}

// A prompt does not survive a restart: the phone could not be reached, and no callback says so.
function revive(saved: StkAttempt, options: Options): AttemptRecord {
  const lost = saved.state === "prompting" ? resultOf("1037") : null;
  return {
    ...saved,
    ...(lost && { state: "ended", resultCode: lost.code, resultDesc: lost.description }),
    businessName: options.businessName,
    expiresAt: saved.pushedAt,
    prompt: null,
    faults: [],
    strikes: new Map(),
    cancelTimer: () => {},
    hiddenFromPull: false,
  };
}
