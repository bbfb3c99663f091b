import { afterAll, describe, expect, test } from "vitest";
import { postReceiptlessPayments } from "@/services/payments";
import { createTestDatabase, expectBooksInOrder } from "@/tests/support";
import { createMoneyWorld } from "../support";
import { deaths } from "./deaths";
import { stories } from "./stories";
import { startWorkers } from "./workers";

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

const endsTheSame = deaths(world, workers, start, Number(process.env.KILL_EVERY ?? 6));

describe.each(Object.entries(stories(world)))("%s", (_, prepare) => {
  test("ends the same wherever its process is killed", async () => {
    expect(await endsTheSame(prepare)).toBeDefined();
    // Days have passed since other stories: what has had no receipt in two of them is marked by its sweep.
    await postReceiptlessPayments(world.job);
    await expectBooksInOrder(db, { now: world.clock.now });
  }, 600_000);
});
