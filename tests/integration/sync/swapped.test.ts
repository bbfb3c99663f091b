import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { schema } from "@/lib/db";
import { pollRouter, startManaging } from "@/services/routers";
import { adoptRows, reconcileRouter, syncRouterBatch } from "@/services/sync";
import { explainToStaff } from "@/services/users";
import { staffContext } from "./fixture";
import { startWorld } from "./world";

const { db, ctx, router, simulator, addUser, sync, state, routerState } = await startWorld();
const staff = staffContext(db);
const { routers, syncStates } = schema;

/** The first contact says which machine it is; then another one is put in its place, and no poll comes by. */
async function swap(serial: string) {
  await pollRouter(ctx, { routerId: router.id });
  await simulator.swapHardware(serial, true);
  simulator.resetLog();
}
const letThrough = async () => {
  await startManaging(staff, { routerId: router.id });
  await pollRouter(ctx, { routerId: router.id });
};

test("nothing is written to another machine, not even before a poll has seen it, until staff have looked", async () => {
  const user = await addUser();
  await swap("SWAPPED-1");
  expect(await sync(user.id)).toMatchObject({ outcome: "failed", code: "other_machine" });
  expect(await state(user.id)).toMatchObject({ lastErrorCode: "other_machine" });
  const explained = (await explainToStaff(staff, [user.id])).get(user.id);
  expect(`${explained?.sentence} ${explained?.todo}`).toMatch(/Another machine.*Start managing/);
  expect((await routerState()).brakeReason).toContain("SWAPPED-1");
  expect(await sync(user.id)).toMatchObject({ outcome: "observed_only", status: "paused" });
  expect(simulator.writes()).toEqual([]);
  await letThrough();
  expect(await sync(user.id)).toMatchObject({ outcome: "changed", status: "in_sync" });
});

test("nor by a batch, a comparison or an adoption", async () => {
  const user = await addUser({ username: "otieno" });
  const tries = [
    async () => {
      await db.update(syncStates).set({ urgent: false });
      return syncRouterBatch(ctx, { routerId: router.id });
    },
    () => reconcileRouter(ctx, { routerId: router.id }),
    async () => {
      simulator.addRow("/ppp/secret", { name: "otieno", password: "x" });
      simulator.resetLog();
      await adoptRows(staff, { userId: user.id, routerId: router.id }).catch(() => undefined);
    },
  ];
  for (const [n, attempt] of tries.entries()) {
    await swap(`SWAPPED-2${n}`);
    await attempt();
    expect(simulator.writes()).toEqual([]);
    const [row] = await db.select().from(routers).where(eq(routers.id, router.id));
    expect(row?.syncPolicy).toBe("observe_only");
    await letThrough();
  }
});

test("the machine is asked who it is once on each connection", async () => {
  const users = [await addUser(), await addUser()];
  await simulator.reboot();
  simulator.resetLog();
  for (const user of users) await sync(user.id);
  const asked = simulator.commands().filter(({ path }) => path === "/system/routerboard/print");
  expect(asked).toHaveLength(1);
});
