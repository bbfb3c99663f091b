import { setTimeout } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { startAfterCommit } from "./after-commit";
import { Collision, Company } from "./company";
import type { Context, TxContext } from "./context";
import { newLater } from "./later";
import { finishing, isInTransaction, withTransaction } from "./with-transaction";

/** At most so many verbs share a transaction: each holds its locks until the last is done. */
const MAX_COMPANY = 16;
/** One transaction can wait for the disk while another computes. */
const MAX_UNDER_WAY = 2;

/** Who has to wait longer than this for a row waits alone: not with others' rows in hand, and in nobody's way. */
const PATIENCE_MS = 500;

interface Job {
  ctx: Context;
  work: (ctx: TxContext) => Promise<unknown>;
  resolve: (result: unknown) => void;
  reject: (error: unknown) => void;
}

/** Who waits for a transaction of one pool, and how many are under way. */
interface Lane {
  waiting: Job[];
  underWay: number;
  starting: boolean;
}

const lanes = new WeakMap<Context["db"], Lane>();

/**
 * Like `withTransaction`, for small verbs that come in crowds and each concern one customer: those that come while
 * others are under way share one transaction, its statements and its commit. Alone, it starts at once. Where one of
 * them fails, all is undone and each is tried in a transaction of its own, so that nobody pays for another's fault.
 */
export function withSharedTransaction<T>(
  ctx: Context,
  work: (ctx: TxContext) => Promise<T>,
): Promise<T> {
  if (isInTransaction(ctx)) return finishing(ctx, work);
  const lane = lanes.get(ctx.db) ?? { waiting: [], underWay: 0, starting: false };
  lanes.set(ctx.db, lane);
  return new Promise<T>((resolve, reject) => {
    lane.waiting.push({ ctx, work, resolve: resolve as Job["resolve"], reject });
    startSoon(lane);
  });
}

/** Who comes in the same turn of the event loop goes along. */
function startSoon(lane: Lane) {
  if (lane.starting || lane.underWay >= MAX_UNDER_WAY || lane.waiting.length === 0) return;
  lane.starting = true;
  setImmediate(() => {
    lane.starting = false;
    lane.underWay += 1;
    void runTogether(lane.waiting.splice(0, MAX_COMPANY)).finally(() => {
      lane.underWay -= 1;
      startSoon(lane);
    });
    startSoon(lane);
  });
}

async function runTogether(jobs: Job[]): Promise<void> {
  const left = jobs.length > 1 ? await shareOne(jobs) : jobs;
  const alone = Promise.all(left.map(runAlone));
  await Promise.race([alone, setTimeout(PATIENCE_MS, undefined, { ref: false })]);
}

const runAlone = ({ ctx, work, resolve, reject }: Job) =>
  withTransaction(ctx, work).then(resolve, reject);

/** What a member has come to in a transaction that may yet be undone. */
type Done = { result: unknown; afterCommit: TxContext["afterCommit"] } | "aside";

/** Returns who is left to go alone: all, when the transaction was undone. What went wrong then shows again. */
async function shareOne(jobs: Job[]): Promise<Job[]> {
  const [first] = jobs;
  if (!first) return [];
  try {
    const done = await first.ctx.db.transaction(async (tx) => {
      await tx.execute(sql`set local lock_timeout = ${sql.raw(`${PATIENCE_MS}`)}`);
      const company = new Company(jobs.length);
      // What is done as one happens at one moment.
      const shared = { tx, company, now: first.ctx.now };
      return allOrNone(jobs.map((job) => takePart(job, shared)));
    });
    return jobs.filter((job, index) => !tell(job, done[index] ?? "aside"));
  } catch (error) {
    first.ctx.log.debug({ err: error, verbs: jobs.length }, "a shared transaction was undone");
    return jobs;
  }
}

async function takePart(
  { ctx, work }: Job,
  shared: Pick<TxContext, "tx" | "now"> & { company: Company },
): Promise<Done> {
  const member = { ...ctx, ...shared, afterCommit: [], later: newLater() };
  try {
    return { result: await finishing(member, work), afterCommit: member.afterCommit };
  } catch (error) {
    if (error instanceof Collision && !error.hasWritten) return "aside";
    throw error;
  } finally {
    shared.company.leave();
  }
}

/** Says whether there was something to tell. */
function tell({ ctx, resolve }: Job, done: Done): boolean {
  if (done === "aside") return false;
  startAfterCommit(ctx, done.afterCommit);
  resolve(done.result);
  return true;
}

/** Nobody may still be at work when the transaction is undone. */
async function allOrNone<T>(members: Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(members);
  return Promise.all(members);
}
