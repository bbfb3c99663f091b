import { expect } from "vitest";
import type { Actor } from "@/lib/context";
import type { PaymentWorld } from "@/tests/integration/payments/support";
import { transactionsUndone } from "./dead-transactions";
import { JOB } from "./job";
import type { startWorkers } from "./workers";

type Workers = Awaited<ReturnType<typeof startWorkers>>;

/** A customer whose job is ready, and what is done after the worker's death; it returns what all has come to. */
interface Story {
  verb: string;
  input: unknown;
  /** A job, unless a person does it. */
  actor?: Actor;
  after: () => Promise<unknown>;
}

/** Runs a story over the real wire, with and without its worker's death at every third statement (or KILL_EVERY). */
export function wireDeaths({ db, now, judged, jobs }: PaymentWorld, workers: Workers) {
  const every = Number(process.env.KILL_EVERY ?? 3);
  return async (prepare: () => Promise<Story>) => {
    const live = async (killAt?: number, when?: "before" | "sent") => {
      const { verb, input, actor = JOB, after } = await prepare();
      const fate = await workers.run({ verb, input, actor, now: now(), killAt, when });
      await transactionsUndone(db);
      return { fate, end: await after() };
    };
    const { fate, end } = await live();
    if (fate.killed) throw new Error("nobody was to be killed");
    expect(fate.statements).toBeGreaterThan(3);
    for (let killAt = 1; killAt <= fate.statements; killAt += every)
      for (const when of ["before", "sent"] as const)
        expect({ killAt, when, end: (await live(killAt, when)).end }).toEqual({
          killAt,
          when,
          end,
        });
    await judged();
    expect(jobs.failures).toEqual([]);
    return end;
  };
}
