import { isNull } from "drizzle-orm";
import { expect } from "vitest";
import { afterCommitWork } from "@/lib/context";
import { schema } from "@/lib/db";
import { numberBills } from "@/services/billing";
import { waitFor } from "@/tests/support";
import type { MoneyWorld } from "../support";
import { transactionsUndone } from "./dead-transactions";
import type { Job, Story } from "./job";
import { snapshot } from "./snapshot";
import type { Order, startWorkers } from "./workers";

type Workers = Awaited<ReturnType<typeof startWorkers>>;

/** Runs a story with and without its worker's death, each for customers of its own, all beginning at one moment. */
export function deaths(world: MoneyWorld, workers: Workers, start: Date, every: number) {
  const { db } = world;
  const orderOf = ({ verb, input, actor }: Job): Order => ({
    verb,
    input,
    actor,
    now: world.clock.now,
  });

  /** Of everybody whom the story is about. */
  async function endOf({ payer, others = [], beside }: Job) {
    const [own, ...theirs] = await Promise.all(
      [payer, ...others].map((one) => snapshot(world, one)),
    );
    return { ...own, others: theirs, beside: await beside?.() };
  }

  async function recover(job: Job) {
    await transactionsUndone(db);
    await job.again();
    await job.again();
    await afterCommitWork();
    // Postgres lets go of a dead process's lock on the series a moment later; until then a sweep leaves it alone.
    await waitFor("each bill's number", async () => {
      await numberBills(world.job);
      const waiting = await db.$count(schema.bills, isNull(schema.bills.number));
      return waiting === 0;
    });
  }

  async function lifeWithoutDeath(prepare: Story) {
    world.clock.now = start;
    const job = await prepare();
    const fate = await workers.run(orderOf(job));
    if (fate.killed) throw new Error("nobody was to be killed");
    await recover(job);
    return { statements: fate.statements, end: await endOf(job) };
  }

  async function deathAt(prepare: Story, killAt: number, when: "before" | "sent") {
    world.clock.now = start;
    const job = await prepare();
    const fate = await workers.run({ ...orderOf(job), killAt, when });
    // The last statement may be after-commit work that one life has and another has not: then nobody dies.
    if (!fate.killed) expect(fate.statements).toBeLessThanOrEqual(killAt);
    await recover(job);
    return endOf(job);
  }

  /** Wherever its process is killed, the end is that of the life without a death. Returns that end. */
  return async (prepare: Story) => {
    const { statements, end } = await lifeWithoutDeath(prepare);
    expect(statements).toBeGreaterThan(3);
    for (let killAt = 1; killAt <= statements; killAt += every) {
      for (const when of ["before", "sent"] as const) {
        const survived = await deathAt(prepare, killAt, when);
        expect({ killAt, when, ...survived }).toEqual({ killAt, when, ...end });
      }
    }
    return end;
  };
}
