import { eq } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { schema } from "@/lib/db";
import { showScript } from "@/services/provisioning";
import {
  addRouter,
  getRouter,
  pollRouter,
  startManaging,
  testConnection,
  updateRouter,
} from "@/services/routers";
import {
  testCertificate,
  testCertificateFingerprint,
} from "@/tests/integration/routeros/test-certificate";
import { startRouterOsSimulator } from "@/tests/simulators/routeros";
import { staffContext } from "../sync/fixture";
import { startWorld } from "../sync/world";

const { db, ctx, addUser, pack } = await startWorld();
const staff = staffContext(db);
const users = [
  { name: "isp", password: "s3cret" },
  { name: "poor", password: "s3cret", policies: ["api", "read", "sensitive"] as const },
];
const tower = await startRouterOsSimulator({ users, tls: testCertificate, tlsPort: 0 });
const bare = await startRouterOsSimulator({
  users,
  version: "6.49",
  missingMenus: ["/ip/hotspot"],
});
beforeAll(() => async () => {
  await tower.close();
  await bare.close();
});

const OTHER = testCertificateFingerprint.replace(/^../, "00");
const form = (name: string, over: object = {}) => ({
  name,
  host: "127.0.0.1",
  port: tower.tlsPort ?? 0,
  transport: "tls" as const,
  apiUsername: "isp",
  apiPassword: "s3cret",
  ...over,
});
const codes = (conditions: { code: string }[]) => conditions.map(({ code }) => code);
const conditionsOf = async (routerId: string) =>
  (await getRouter(staff, { routerId })).state.conditions;

test("a test of the connection shows the certificate, and what is pinned is insisted on from then on", async () => {
  const seen = await testConnection(staff, form("Tower"));
  expect(seen).toMatchObject({
    ok: true,
    report: { connection: { tlsFingerprint: testCertificateFingerprint, tlsPinned: false } },
  });
  if (seen.ok) expect(codes(seen.report.conditions)).toContain("tls_unpinned");
  const pinned = await testConnection(staff, {
    ...form("Tower"),
    tlsFingerprint: testCertificateFingerprint,
  });
  expect(pinned).toMatchObject({ ok: true, report: { connection: { tlsPinned: true } } });
  if (pinned.ok) expect(codes(pinned.report.conditions)).not.toContain("tls_unpinned");
});

test("another certificate stops the router by name before a password is sent, until staff pin it", async () => {
  const { routerId } = await addRouter(staff, form("Swapped", { tlsFingerprint: OTHER }));
  tower.resetLog();
  const probe = await testConnection(staff, form("Swapped", { routerId, tlsFingerprint: OTHER }));
  expect(probe).toMatchObject({
    ok: false,
    code: "fingerprint_mismatch",
    seenFingerprint: testCertificateFingerprint,
  });
  for (let n = 0; n < 3; n++) await pollRouter(ctx, { routerId });
  expect(tower.commands()).toEqual([]);
  const stopped = await getRouter(staff, { routerId });
  expect(stopped.state).toMatchObject({
    reachability: "down",
    lastErrorCode: "fingerprint_mismatch",
    lastError: expect.stringContaining(testCertificateFingerprint),
  });

  await updateRouter(staff, {
    ...form("Swapped"),
    routerId,
    version: stopped.version,
    tlsFingerprint: testCertificateFingerprint,
  });
  expect(await pollRouter(ctx, { routerId })).toMatchObject({ reachability: "up" });
  expect((await getRouter(staff, { routerId })).state.lastErrorCode).toBeNull();
});

test("a user who may not do enough is a named condition with what to do, and gone when it may", async () => {
  const { routerId } = await addRouter(staff, form("Poor", { apiUsername: "poor" }));
  const found = await conditionsOf(routerId);
  expect(found).toContainEqual({
    code: "missing_policy",
    severe: true,
    message: expect.stringMatching(/lacks: write, test.*\/user group/),
  });
  tower.setRow("/user/group", "group-of-poor", { policy: "api,read,write,sensitive,test" });
  await pollRouter(ctx, { routerId });
  expect(codes(await conditionsOf(routerId))).not.toContain("missing_policy");
});

test("a missing package and an old version are named; a package that a user needs is severe", async () => {
  const plain = { port: bare.port, transport: "plain" as const };
  const { routerId } = await addRouter(staff, form("Old", plain));
  expect(codes(await conditionsOf(routerId))).toEqual([
    "old_version",
    "no_hotspot",
    "not_encrypted",
  ]);
  await startManaging(staff, { routerId });
  await db.update(schema.packages).set({ serviceType: "hotspot" });
  const user = await addUser({ routerId, serviceType: "hotspot", packageId: pack.id });
  expect(user.routerId).toBe(routerId);
  await db.update(schema.routerStates).set({ checkedAt: null });
  await pollRouter(ctx, { routerId });
  expect((await conditionsOf(routerId)).find(({ code }) => code === "no_hotspot")).toMatchObject({
    severe: true,
    message: expect.stringMatching(/Install or enable/),
  });
});

test("a router without password gets one that only the script tells, and each look is written down", async () => {
  const { routerId } = await addRouter(staff, form("Fresh", { apiPassword: "", port: 1 }));
  const ask = { routerId, release: "v7", serverAddress: "10.20.0.1" } as const;
  const { script } = await showScript(staff, ask);
  const password = /password="([^"]+)"/.exec(script)?.[1] ?? "";
  expect(password).toMatch(/^[A-Za-z0-9]{24}$/);
  expect((await showScript(staff, ask)).script).toBe(script);
  const renewed = (await showScript(staff, { ...ask, password: "new" })).script;
  expect(renewed).not.toContain(password);
  expect((await showScript(staff, ask)).script).toBe(renewed);

  const entries = await db
    .select()
    .from(schema.auditLog)
    .where(eq(schema.auditLog.action, "routers.show_script"));
  expect(entries).toHaveLength(4);
  expect(JSON.stringify(await db.select().from(schema.auditLog))).not.toContain(password);
});

test("only who may change routers sees the script, and only a real address goes into it", async () => {
  const { routerId } = await addRouter(staff, form("Guarded", { port: 1 }));
  const ask = { routerId, release: "v7", serverAddress: "10.20.0.1" } as const;
  const support = { ...staff, actor: { kind: "staff", id: "s", role: "support" } as const };
  await expect(showScript(support, ask)).rejects.toMatchObject({ code: "forbidden" });
  for (const serverAddress of ["", "10.20.0", "x; /user remove 0", "0.0.0.0/33"])
    await expect(showScript(staff, { ...ask, serverAddress })).rejects.toThrow(/address/);
});
