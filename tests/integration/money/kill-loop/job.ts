import type { Actor } from "@/lib/context";
import type { Payer } from "../support";

/** One job that moves money: what a process is told to do, and what is done again after its death. */
export interface Job {
  payer: Payer;
  /** Whoever else it is about. */
  others?: Payer[];
  verb: string;
  input: unknown;
  actor: Actor;
  /** What the product, or the person, does once it runs again: the job server's retry, a sweep, a second press. */
  again: () => Promise<unknown>;
  /** What it has come to beside the customers' own money, without ids. */
  beside?: () => Promise<unknown>;
}

/** Makes everything ready for a job, for customers of its own. */
export type Story = () => Promise<Job>;

export const JOB: Actor = { kind: "job", id: "kill-loop" };

/** Pressed again after the first press had gone through: staff are told so. */
export function onlyConflict(error: unknown) {
  if ((error as { code?: string }).code !== "conflict") throw error;
}
