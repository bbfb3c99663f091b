import { InngestTestEngine } from "@inngest/test";
import { expect, test } from "vitest";
import { expireUsersFunction } from "@/inngest/functions/expire-users";
import { createTestDatabase } from "@/tests/support";
import { createMoneyWorld, stateOf } from "./support";

const { db } = await createTestDatabase();
const world = await createMoneyWorld(db, new Date());

test("a tick cuts what is overdue and wakes again at each second at which somebody's time ends", async () => {
  const now = Date.now();
  const overdue = await world.addPayer({ paidUntil: new Date(now - 1000) });
  const soon = await world.addPayer({ paidUntil: new Date(now + 40_000) });
  await world.addPayer({ paidUntil: new Date(now + 600_000) });
  const second = new Date(Math.ceil((now + 40_000) / 1000) * 1000).toISOString();
  const engine = new InngestTestEngine({
    function: expireUsersFunction(),
    steps: [{ id: `until ${second}`, handler: () => undefined }],
  });
  const { result, ctx } = await engine.execute();
  expect(result).toEqual({ seconds: 1 });
  expect(ctx.step.sleepUntil).toHaveBeenCalledWith(`until ${second}`, second);
  const woken = callsOf(ctx.step.run).map(([id]) => id);
  expect(woken).toEqual(["expire what is overdue", "look ahead", `expire at ${second}`]);
  expect((await stateOf(world, overdue)).user.expiredAt).not.toBeNull();
  expect((await stateOf(world, soon)).user.expiredAt).toBeNull();
});

const callsOf = (mock: unknown) => (mock as { mock: { calls: [string][] } }).mock.calls;
