import { z } from "zod";
import { Changes } from "../http/changes";
import { createPoster, type Poster } from "../http/post";
import { openStateFile, type StateFile } from "../http/state-file";
import { Tasks } from "../http/tasks";
import type { ReportPlan, SmsFailure, SmsOptions } from "./options";
import type { SmsMessage, SmsReport } from "./types";

export type Options = z.output<typeof SmsOptions>;
export type Failure = z.output<typeof SmsFailure>;

const SavedMessage = z.object({
  id: z.string(),
  to: z.string(),
  from: z.string().nullable(),
  text: z.string(),
  encoding: z.enum(["GSM-7", "UCS-2"]),
  segments: z.number().int(),
  at: z.string(),
});
const SavedState = z.object({ messages: z.array(SavedMessage) });
type SavedState = z.output<typeof SavedState>;

const KEEP_SAVED = 1_000;

/** Everything that a running gateway knows. Passed to every part, changed in place. */
export interface Context {
  options: Options;
  now: () => Date;
  changes: Changes;
  tasks: Tasks;
  poster: Poster;
  file: StateFile<SavedState>;
  messages: SmsMessage[];
  reports: SmsReport[];
  /** One per coming request. */
  failures: Failure[];
  /** One per coming accepted message. */
  plans: z.output<typeof ReportPlan>[];
  deliveryReportUrl: string | null;
}

export function createContext(options: Options, now: () => Date): Context {
  const changes = new Changes();
  const file = openStateFile(options.stateFile, SavedState);
  return {
    options,
    now,
    changes,
    tasks: new Tasks(() => changes.emit()),
    poster: createPoster(),
    file,
    messages: file.load()?.messages ?? [],
    reports: [],
    failures: [],
    plans: [],
    deliveryReportUrl: options.deliveryReportUrl ?? null,
  };
}

/** Saves what must survive a restart and tells listeners. Call after every change. */
export function changed(ctx: Context): void {
  ctx.file.save({ messages: ctx.messages.slice(-KEEP_SAVED) });
  ctx.changes.emit();
}
