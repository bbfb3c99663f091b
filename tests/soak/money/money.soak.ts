import { expect, test } from "vitest";
import { schema } from "@/lib/db";
import { checkInvariants } from "@/services/ledger";
import { expectBooksLikeStatement } from "@/tests/integration/payments/support";
import { type Happening, writeHistory } from "./history";
import { createSoakWorld } from "./soak-world";

const payments = Number(process.env.SOAK_PAYMENTS ?? 5_000);
const seed = Number(process.env.SOAK_SEED ?? 20261125);
const AT_ONCE = 20;
/** Much of what happens is cancelled, refused or trouble: so many happenings for one payment, at the most. */
const LIVES_PER_PAYMENT = 3.5;

test(`${payments} payments with faults, copies, disorder and kills end as M-Pesa's own list says`, async () => {
  const world = await createSoakWorld();
  const history = writeHistory(Math.ceil(payments * LIVES_PER_PAYMENT), seed);
  for (let at = 0; at < history.length; at += AT_ONCE) {
    await play(world, history.slice(at, at + AT_ONCE));
    if ((at / AT_ONCE) % 25 === 0)
      console.log(
        `  ${at} of ${history.length} happenings, ${world.daraja.statement().length} payments`,
      );
    if (moved(world) >= payments) break;
  }
  await world.settleDown();
  await world.workers.stop();
  await report(world);
  expect(world.jobs.failures).toEqual([]);
  await expectBooksLikeStatement(world);
  expect(moved(world)).toBeGreaterThanOrEqual(payments);
});

type World = Awaited<ReturnType<typeof createSoakWorld>>;
const moved = (world: World) => world.daraja.statement().length;

async function play(world: World, batch: Happening[]) {
  const crash = batch.find((each) => each.kind === "crash");
  const loses = batch.some((each) => each.kind === "lost events");
  if (crash || loses) world.jobs.pause();
  await Promise.all(
    batch.map((each) => {
      if (each.kind === "push") return world.push(each);
      if (each.kind === "direct") return world.pay(each);
      return undefined;
    }),
  );
  if (crash) await world.crash(crash);
  if (loses) {
    world.counts.lostEvents++;
    world.jobs.forget();
  }
  world.jobs.resume();
  await world.jobs.idle();
  // M-Pesa refuses the same amount to the same phone within two minutes.
  await world.passTime(130_000);
  await world.tick();
}

async function report(world: World) {
  const rows = await world.db.select().from(schema.payments);
  const statement = world.daraja.statement();
  const sum = (amounts: number[]) => amounts.reduce((total, cents) => total + cents, 0) / 100;
  const broken = await checkInvariants(world.db, { now: world.now() });
  console.log(
    [
      `seed ${seed}`,
      `pressed ${world.counts.pushes}, paid by hand ${world.counts.direct}, refused ${world.counts.refused}`,
      `workers killed ${world.counts.kills}, batches of events lost ${world.counts.lostEvents}`,
      `M-Pesa moved ${statement.length} payments, KES ${sum(statement.map((entry) => entry.amountCents))}`,
      `our books ${rows.length} payments, KES ${sum(rows.map((row) => row.amountCents))}`,
      `in suspense ${rows.filter((row) => row.status === "suspense").length}`,
      `promises broken ${broken.length}`,
    ].join("\n"),
  );
}
