import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { schema } from "@/lib/db";
import {
  adoptChunk,
  commitImport,
  discardImport,
  editImportPackage,
  editImportRow,
  getImport,
  importChunk,
  listImportRows,
  setDefaultPaidUntil,
  startImport,
} from "@/services/imports";
import { reconcileRouter, syncRouterBatch } from "@/services/sync";
import { expectBooksInOrder, waitFor } from "@/tests/support";
import { insertPackage, staffContext } from "../sync/fixture";
import { startWorld } from "../sync/world";

const world = await startWorld({ simulator: { redialSeconds: 60 } });
const { db, ctx, router, simulator } = world;
const staff = staffContext(db);
const key = { routerId: router.id };
await insertPackage(db, {
  name: "Office 20",
  serviceType: "static",
  downloadKbps: 20_000,
  uploadKbps: 20_000,
});

simulator.addRow("/ip/pool", { name: "old-pool", ranges: "10.9.0.2-10.9.0.200" });
simulator.addRow("/ppp/profile", {
  name: "home-10",
  "local-address": "10.9.0.1",
  "remote-address": "old-pool",
  "rate-limit": "5M/10M",
  "dns-server": "8.8.8.8",
});
simulator.addRow("/ppp/profile", {
  name: "home-10b",
  "local-address": "10.9.0.1",
  "remote-address": "old-pool",
  "rate-limit": "5000k/10000k",
});
simulator.addRow("/ppp/secret", {
  name: "jane",
  password: "pw-jane",
  profile: "home-10",
  comment: "Jane Wanjiru 0712000111 exp 2099-12-31",
});
simulator.addRow("/ppp/secret", {
  name: "jane.shop",
  password: "1",
  profile: "home-10b",
  service: "pppoe",
  comment: "Jane Wanjiru 0712 000 111",
});
simulator.addRow("/ppp/secret", {
  name: "otieno",
  password: "pw-otieno",
  profile: "home-10",
  disabled: "yes",
});
simulator.addRow("/ppp/secret", { name: "vpn", password: "x", service: "l2tp" });
simulator.addRow("/queue/simple", {
  name: "yaya",
  target: "10.70.0.5/32",
  "max-limit": "20M/20M",
  comment: "Yaya Dental",
});
simulator.addRow("/queue/simple", { name: "all-of-it", target: "10.70.0.0/24" });
simulator.addRow("/ip/hotspot/user/profile", {
  name: "cafe",
  "rate-limit": "1M/2M",
  "shared-users": "2",
});
simulator.addRow("/ip/hotspot/user", {
  name: "guest",
  password: "pw-guest",
  profile: "cafe",
  comment: "Cafe 0733000222",
  "limit-uptime": "10h",
});

simulator.dial({ name: "jane", password: "pw-jane" });
simulator.dial({ name: "jane.shop", password: "1" });
simulator.connectHotspot({ mac: "02:00:00:00:00:77", user: "guest", password: "pw-guest" });
await waitFor("the sessions", () => simulator.sessions().length === 2 && active().length === 1);

function active() {
  return simulator.rows("/ip/hotspot/active");
}
const live = () => ({
  ppp: simulator.sessions().map(({ name, sessionId }) => ({ name, sessionId })),
  hotspot: active().map((row) => row[".id"]),
});

const rowsBy = async (batchId: string) => {
  const { rows } = await listImportRows(staff, { batchId, page: 1, pageSize: 200 });
  return new Map(rows.map((row) => [row.username, row]));
};
const codes = (row: { remarks: { code: string }[] } | undefined) =>
  row?.remarks.map((remark) => remark.code);
const run = async (batchId: string) => {
  while ((await importChunk(ctx, { batchId, limit: 2 })).left > 0);
  let left = 1;
  while (left > 0) {
    const outcome = await adoptChunk(ctx, { batchId, limit: 2 });
    expect(outcome.waiting).toBeUndefined();
    left = outcome.left;
  }
  for (;;) {
    const { next } = await syncRouterBatch(ctx, key);
    if (!next) return;
  }
};

test("a router is read into a review that writes nothing, says what stands in the way, and waits", async () => {
  simulator.resetLog();
  const { batchId, rows } = await startImport(staff, key);
  expect(simulator.writes()).toEqual([]);
  expect(rows).toBe(6);
  const found = await rowsBy(batchId);
  expect(found.get("jane")).toMatchObject({
    customerName: "Jane Wanjiru",
    phone: "+254712000111",
    serviceType: "pppoe",
    effectivePaidUntil: new Date("2099-12-31T21:00:00Z"),
  });
  expect(codes(found.get("jane"))).toEqual(["same_person", "no_price"]);
  expect(codes(found.get("jane.shop"))).toContain("no_paid_until");
  expect(codes(found.get("otieno"))).toEqual(["no_phone", "no_price", "lapsed"]);
  expect(codes(found.get("vpn"))).toContain("not_managed");
  expect(found.get("yaya")).toMatchObject({ packageName: "Office 20", staticAddress: "10.70.0.5" });
  expect(found.has("all-of-it")).toBe(false);
  const { packages, batch } = await getImport(staff, key);
  expect(packages.find((one) => one.foundAs === "home-10, home-10b")).toMatchObject({
    name: "home-10",
    downloadKbps: 10_000,
    uploadKbps: 5_000,
    rows: 3,
  });
  expect(batch?.notices.join("\n")).toMatch(/DNS servers/);
  expect(JSON.stringify([...found.values()])).not.toContain("pw-jane");
  expect(JSON.stringify(await db.select().from(schema.importRows))).not.toContain("pw-jane");
});

test("reading again keeps what staff corrected", async () => {
  const before = await getImport(staff, key);
  const batchId = before.batch?.id ?? "";
  const row = (await rowsBy(batchId)).get("otieno");
  await editImportRow(staff, {
    batchId,
    rowId: row?.id ?? "",
    customerName: "Otieno Junior",
    phone: "0722 000 333",
  });
  const again = await startImport(staff, key);
  expect((await rowsBy(again.batchId)).get("otieno")).toMatchObject({
    customerName: "Otieno Junior",
    phone: "+254722000333",
  });
  await expect(discardImport(staff, { batchId })).rejects.toMatchObject({ code: "conflict" });
});

test("what is good is taken in without a session being touched, on PPPoE, static and hotspot; the rest is kept", async () => {
  const { batch, packages } = await getImport(staff, key);
  const batchId = batch?.id ?? "";
  for (const one of packages.filter(({ packageId, downloadKbps }) => !packageId && downloadKbps))
    await editImportPackage(staff, {
      batchId,
      importPackageId: one.id,
      becomes: "new",
      name: one.name,
      downloadKbps: one.downloadKbps,
      uploadKbps: one.uploadKbps,
      priceCents: 100_000,
      periodUnit: "month",
      periodCount: 1,
    });
  await setDefaultPaidUntil(staff, { batchId, day: "2099-06-30" });
  const before = live();
  simulator.resetLog();

  expect(await commitImport(staff, { batchId })).toEqual({ rows: 5 });
  await expect(commitImport(staff, { batchId })).rejects.toMatchObject({ code: "conflict" });
  await expect(startImport(staff, key)).rejects.toMatchObject({ code: "conflict" });
  await run(batchId);

  expect(live()).toEqual(before);
  expect(simulator.writes().filter(({ words }) => words[0]?.endsWith("/remove"))).toEqual([]);
  const { counts, batch: done } = await getImport(staff, key);
  expect(done?.status).toBe("done");
  expect(counts).toMatchObject({ adopted: 5, imported: 0, failed: 1 });
  expect((await rowsBy(batchId)).get("vpn")?.reason).toMatch(/l2tp/);
  expect(simulator.rows("/ppp/secret").find(({ name }) => name === "vpn")?.comment).toBeUndefined();

  const users = await db.select().from(schema.users).where(eq(schema.users.routerId, router.id));
  const states = await db.select().from(schema.syncStates);
  expect(states.map(({ status }) => status)).toEqual(users.map(() => "in_sync"));
  const jane = users.filter((user) => user.username.startsWith("jane"));
  expect(new Set(jane.map((user) => user.customerId)).size).toBe(1);
  expect(users.find((user) => user.username === "otieno")?.paidUntil).toBeNull();
  await expectBooksInOrder(db);
});

test("afterwards nothing drifts, and what somebody changes by hand is put back as for any user", async () => {
  // The first comparison brings the router's own rules about.
  await reconcileRouter(ctx, key);
  simulator.resetLog();
  await reconcileRouter(ctx, key);
  expect(simulator.writes()).toEqual([]);
  const profiles = simulator.rows("/ppp/secret").map(({ name, profile }) => [name, profile]);
  expect(new Map(profiles as [string, string][]).get("jane")).toMatch(/^isp-home-10-/);
});
