import { isNull, sql } from "drizzle-orm";
import { afterAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { afterCommitWork } from "@/lib/context";
import { executeRows, schema } from "@/lib/db";
import { numberBills } from "@/services/billing";
import { postReceiptlessPayments } from "@/services/payments";
import { createTestDatabase, expectBooksInOrder, waitFor } from "@/tests/support";
import { createMoneyWorld } from "../support";
import type { Job } from "./job";
import { snapshot } from "./snapshot";
import { stories } from "./stories";
import { type Order, startWorkers } from "./workers";

/*
 * A worker process dies at every statement that a money job sends, before it leaves or with its answer unread. The
 * product then does what it does after a restart. However far the worker had come, the end is that of a life without
 * any death. KILL_EVERY=1 tries every statement; without it, every sixth.
 */
const { db } = await createTestDatabase();
const start = new Date("2026-06-10T09:00:00+03:00");
const world = await createMoneyWorld(db, start);
const workers = await startWorkers();
afterAll(() => workers.stop());

const every = Number(process.env.KILL_EVERY ?? 6);

const orderOf = ({ verb, input, actor }: Job): Order => ({
  verb,
  input,
  actor,
  now: world.clock.now,
});

/** Of everybody whom the story is about. */
async function endOf({ payer, others = [] }: Job) {
  const [own, ...theirs] = await Promise.all([payer, ...others].map((one) => snapshot(world, one)));
  return { ...own, others: theirs };
}

/** A dead process's locks stand until Postgres has noticed its death; sweeps leave what is locked alone. */
const transactionsUndone = () =>
  waitFor(
    "the dead process's transaction to be undone",
    () =>
      executeRows(
        db,
        sql`select pid from pg_stat_activity
          where datname = current_database() and pid <> pg_backend_pid() and xact_start is not null`,
        z.object({ pid: z.number() }),
      ),
    (others) => others.length === 0,
  );

async function recover(job: Job) {
  await transactionsUndone();
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

async function lifeWithoutDeath(prepare: () => Promise<Job>) {
  world.clock.now = start;
  const job = await prepare();
  const fate = await workers.run(orderOf(job));
  if (fate.killed) throw new Error("nobody was to be killed");
  await recover(job);
  return { statements: fate.statements, end: await endOf(job) };
}

async function deathAt(prepare: () => Promise<Job>, killAt: number, when: "before" | "sent") {
  world.clock.now = start;
  const job = await prepare();
  const fate = await workers.run({ ...orderOf(job), killAt, when });
  // The last statement may be after-commit work that one life has and another has not: then nobody dies.
  if (!fate.killed) expect(fate.statements).toBeLessThanOrEqual(killAt);
  await recover(job);
  return endOf(job);
}

describe.each(Object.entries(stories(world)))("%s", (_, prepare) => {
  test("ends the same wherever its process is killed", async () => {
    const { statements, end } = await lifeWithoutDeath(prepare);
    expect(statements).toBeGreaterThan(3);
    for (let killAt = 1; killAt <= statements; killAt += every) {
      for (const when of ["before", "sent"] as const) {
        const survived = await deathAt(prepare, killAt, when);
        expect({ killAt, when, ...survived }).toEqual({ killAt, when, ...end });
      }
    }
    // Days have passed since other stories: what has had no receipt in two of them is marked by its sweep.
    await postReceiptlessPayments(world.job);
    await expectBooksInOrder(db, { now: world.clock.now });
  }, 600_000);
});
