import { beforeAll, expect, test } from "vitest";
import { defaultStaticSettings } from "@/lib/sync";
import { pollRouter } from "@/services/routers";
import { reconcileRouter } from "@/services/sync";
import { insertPackage } from "./fixture";
import { startWorld } from "./world";

// RouterOS 6 comes in packages: these menus are of ppp, dhcp and advanced-tools.
const missingMenus = ["/ppp", "/ip/dhcp-server", "/tool/netwatch"];
const world = await startWorld({
  simulator: { version: "6.49", missingMenus },
  router: { settings: { static: { ...defaultStaticSettings, netwatch: false } } },
});
const { ctx, db, router, addUser, sync, state, routerState } = world;
const office = await insertPackage(db, { name: "Office", serviceType: "static" });
const cafe = await insertPackage(db, { name: "Cafe", serviceType: "hotspot" });

beforeAll(async () => {
  await pollRouter(ctx, { routerId: router.id });
});

const expectHealthy = async () => {
  for (let n = 0; n < 3; n++) await pollRouter(ctx, { routerId: router.id });
  expect(await routerState()).toMatchObject({ reachability: "up", consecutiveFailures: 0 });
  expect(await reconcileRouter(ctx, { routerId: router.id })).toMatchObject({
    outcome: "compared",
    drifted: 0,
  });
};

test("a router without packages that nobody needs serves its users, and is compared and polled", async () => {
  const users = [
    await addUser({ serviceType: "hotspot", packageId: cafe.id }),
    await addUser({ serviceType: "static", packageId: office.id, staticAddress: "10.70.8.1" }),
  ];
  for (const user of users) expect(await sync(user.id)).toMatchObject({ status: "in_sync" });
  await expectHealthy();
});

test("a user whose package is missing fails by name, and the router is not called down for it", async () => {
  const pppoe = await addUser();
  expect(await sync(pppoe.id)).toMatchObject({ outcome: "failed", code: "no_such_command" });
  await expectHealthy();
  expect((await routerState()).conditions).toContainEqual(
    expect.objectContaining({ code: "no_ppp" }),
  );
  expect((await state(pppoe.id)).lastError).toContain("Is the package installed?");
});
