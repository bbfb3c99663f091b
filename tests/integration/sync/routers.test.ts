import { eq } from "drizzle-orm";
import { afterAll, expect, test } from "vitest";
import { schema } from "@/lib/db";
import { AppError } from "@/lib/errors";
import {
  addRouter,
  getRouter,
  listRouters,
  pollRouter,
  previewPlan,
  removeRouter,
  startManaging,
  testConnection,
  updateRouter,
} from "@/services/routers";
import { syncRouterBatch, syncUser } from "@/services/sync";
import { startRouterOsSimulator } from "@/tests/simulators/routeros";
import { at, inTransaction, staffContext } from "./fixture";
import { startWorld } from "./world";

const world = await startWorld();
const { db, ctx, addUser, pack } = world;
const staff = staffContext(db);
const simulator = await startRouterOsSimulator({
  identity: "Kilimani",
  serial: "HC1234",
  users: [{ name: "isp", password: "s3cret" }],
});
afterAll(() => simulator.close());

const form = (name: string) => ({
  name,
  host: "127.0.0.1",
  port: simulator.port,
  transport: "plain" as const,
  apiUsername: "isp",
  apiPassword: "s3cret",
});
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => "nothing refused",
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  );

test("a router is taken in watched only, with what the probe found, and its password sealed", async () => {
  const { routerId, probe } = await addRouter(staff, form("Kilimani"));
  expect(probe).toMatchObject({ ok: true, report: { identity: "Kilimani", version: "7.16.2" } });
  const router = await getRouter(staff, { routerId });
  expect(router).toMatchObject({
    syncPolicy: "observe_only",
    hardwareId: "HC1234",
    state: { identity: "Kilimani", reachability: "up" },
    users: { total: 0 },
  });
  const [row] = await db.select().from(schema.routers).where(eq(schema.routers.id, routerId));
  expect(JSON.stringify([row, router, await db.select().from(schema.auditLog)])).not.toContain(
    "s3cret",
  );
  expect(JSON.stringify(await listRouters(staff))).not.toContain("apiPasswordEncrypted");
});

test("a router that does not answer is taken in too, and the probe says why", async () => {
  const { routerId, probe } = await addRouter(staff, { ...form("Far away"), port: 1 });
  expect(probe).toMatchObject({ ok: false, code: "refused", message: expect.any(String) });
  expect((await getRouter(staff, { routerId })).state.reachability).toBe("unknown");
});

test("a second router of the same name is refused at its field", async () => {
  await addRouter(staff, form("Ruaka"));
  await expect(addRouter(staff, form("ruaka"))).rejects.toMatchObject({
    code: "conflict",
    fieldErrors: { name: expect.any(String) },
  });
});

test("inside a caller's transaction nothing is connected to", async () => {
  simulator.resetLog();
  const { probe } = await inTransaction(
    db,
    (tx) => addRouter({ ...tx, actor: staff.actor }, form("Seeded")),
    at,
  );
  expect(probe).toBeNull();
  expect(simulator.connectionCount()).toBe(0);
});

test.each([
  ["a wrong password", { apiPassword: "wrong" }, "login_failed"],
  ["a closed port", { port: 1 }, "refused"],
])("test connection names %s", async (_claim, change, code) => {
  expect(await testConnection(staff, { ...form("x"), ...change })).toMatchObject({
    ok: false,
    code,
  });
});

test("test connection of a known router uses its kept password when none is typed", async () => {
  const { routerId } = await addRouter(staff, form("Kept"));
  const input = { ...form("Kept"), apiPassword: "", routerId };
  expect(await testConnection(staff, input)).toMatchObject({ ok: true });
  expect(await testConnection(staff, { ...input, routerId: undefined })).toMatchObject({
    ok: false,
  });
});

test("the kept password never goes to another host than the one it is for", async () => {
  const { routerId } = await addRouter(staff, form("Elsewhere"));
  const elsewhere = { ...form("Elsewhere"), host: "localhost", apiPassword: "", routerId };
  simulator.resetLog();
  expect(await codeOf(testConnection(staff, elsewhere))).toBe("invalid");
  const { settings, version } = await getRouter(staff, { routerId });
  expect(await codeOf(updateRouter(staff, { ...elsewhere, settings, version }))).toBe("invalid");
  expect((await getRouter(staff, { routerId })).host).toBe("127.0.0.1");
  const retyped = { ...elsewhere, apiPassword: "s3cret" };
  expect(await testConnection(staff, retyped)).toMatchObject({ ok: true });
  await updateRouter(staff, { ...retyped, settings, version });
  expect((await getRouter(staff, { routerId })).host).toBe("localhost");
});

test("a preview tells what managing would do and changes nothing; managing then does exactly that", async () => {
  const { routerId } = await addRouter(staff, form("Preview"));
  simulator.addRow("/ppp/secret", { name: "otieno", password: "x", comment: "office" });
  const user = await addUser({ routerId, packageId: pack.id });
  simulator.resetLog();
  const preview = await previewPlan(staff, { routerId });
  expect(simulator.writes()).toEqual([]);
  expect(preview).toMatchObject({
    inSync: 0,
    counts: { create: 3, update: 0, delete: 0, kick: 0, conflicts: 0 },
    foreign: [{ name: "otieno", comment: "office" }],
    users: [{ userId: user.id, username: user.username }],
  });
  expect(preview.users[0]?.text).toContain(`+ create secret ${user.username}`);
  expect(JSON.stringify(preview)).not.toContain("pw1");
  expect(await syncUser(ctx, { userId: user.id, routerId })).toMatchObject({ status: "paused" });
  expect(await startManaging(staff, { routerId })).toEqual({ users: 1 });
  await db.update(schema.syncStates).set({ urgent: false });
  await syncRouterBatch(ctx, { routerId });
  expect(await previewPlan(staff, { routerId })).toMatchObject({ inSync: 1, users: [] });
  expect(simulator.writes().map((c) => c.path)).toEqual([
    "/ip/pool/add",
    "/ppp/profile/add",
    "/ppp/secret/add",
  ]);
});

test("a preview of a router that is down says so instead of an empty plan", async () => {
  const { routerId } = await addRouter(staff, { ...form("Down"), port: 1 });
  expect(await codeOf(previewPlan(staff, { routerId }))).toBe("unavailable");
});

test("other settings mean another plan for everybody on the router", async () => {
  const { routerId } = await addRouter(staff, form("Settings"));
  const user = await addUser({ routerId, packageId: pack.id, username: "settings1" });
  await startManaging(staff, { routerId });
  await syncUser(ctx, { userId: user.id, routerId });
  const { version, settings } = await getRouter(staff, { routerId });
  const change = { ...form("Settings"), apiPassword: "", routerId, version };
  await updateRouter(staff, { ...change, settings: { ...settings, localAddress: "10.99.0.1" } });
  await syncUser(ctx, { userId: user.id, routerId });
  const secret = simulator.rows("/ppp/secret").find((row) => row.name === "settings1");
  const profile = simulator.rows("/ppp/profile").find((row) => row.name === secret?.profile);
  expect(profile?.["local-address"]).toBe("10.99.0.1");
  expect(await codeOf(updateRouter(staff, { ...change, settings }))).toBe("conflict");
});

test("another machine at the same address stops all changes until staff have looked", async () => {
  const { routerId } = await addRouter(staff, form("Swapped"));
  await startManaging(staff, { routerId });
  await db
    .update(schema.routers)
    .set({ hardwareId: "OTHER" })
    .where(eq(schema.routers.id, routerId));
  await pollRouter(ctx, { routerId });
  const stopped = await getRouter(staff, { routerId });
  expect(stopped.syncPolicy).toBe("observe_only");
  expect(stopped.state.brakeReason).toContain("Another router answers");
  await startManaging(staff, { routerId });
  await pollRouter(ctx, { routerId });
  expect(await getRouter(staff, { routerId })).toMatchObject({
    syncPolicy: "full",
    hardwareId: "HC1234",
    state: { brakeReason: null },
  });
});

test("a router with users cannot be removed; an empty one can", async () => {
  const { routerId } = await addRouter(staff, form("Removed"));
  const user = await addUser({ routerId, packageId: pack.id });
  expect(await codeOf(removeRouter(staff, { routerId }))).toBe("conflict");
  await db.update(schema.users).set({ status: "closed" }).where(eq(schema.users.id, user.id));
  expect(await codeOf(removeRouter(staff, { routerId }))).toBe("conflict");
  await world.declare(user.id);
  await startManaging(staff, { routerId });
  await syncUser(ctx, { userId: user.id, routerId });
  await removeRouter(staff, { routerId });
  expect(await codeOf(getRouter(staff, { routerId }))).toBe("not_found");
});

test("who may only read cannot add, change or manage routers", async () => {
  const finance = { ...staff, actor: { kind: "staff", id: ctx.newId(), role: "finance" } as const };
  expect(await codeOf(addRouter(finance, form("No")))).toBe("forbidden");
  expect(await codeOf(startManaging(finance, { routerId: world.router.id }))).toBe("forbidden");
  expect(await listRouters(finance)).not.toEqual([]);
});
