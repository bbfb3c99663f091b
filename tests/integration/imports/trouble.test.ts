import { connect } from "node:net";
import { eq } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { schema } from "@/lib/db";
import { dropRouter } from "@/lib/routeros";
import {
  adoptChunk,
  commitImport,
  editImportPackage,
  editImportRow,
  getImport,
  importChunk,
  includeImportRows,
  listImportRows,
  setDefaultPaidUntil,
  startImport,
  sweepImports,
} from "@/services/imports";
import { syncRouterBatch } from "@/services/sync";
import { expectBooksInOrder, waitFor } from "@/tests/support";
import { insertRouter, staffContext } from "../sync/fixture";
import { startWorld } from "../sync/world";

const { db, ctx, simulator, pack } = await startWorld({
  simulator: {
    redialSeconds: 60,
    users: [
      { name: "admin", password: "" },
      { name: "blind", password: "x", policies: ["api", "read", "write", "test"] },
    ],
  },
});
const staff = staffContext(db);
const clean = simulator.snapshot();
let routerId = "";

/** A router of its own for each test, empty but for a profile of the package's speed. */
beforeEach(async () => {
  simulator.restore(clean);
  simulator.addRow("/ppp/profile", { name: "ten", "rate-limit": "5M/10M" });
  await db.update(schema.routers).set({ status: "removed" });
  await db.update(schema.users).set({ status: "closed" });
  routerId = (await insertRouter(db, { port: simulator.port })).id;
});

const secret = (name: string, comment = "", more: Record<string, string> = {}) =>
  simulator.addRow("/ppp/secret", {
    name,
    password: `pw-${name}`,
    profile: "ten",
    ...(comment && { comment }),
    ...more,
  });

async function read() {
  const { batchId } = await startImport(staff, { routerId });
  await setDefaultPaidUntil(staff, { batchId, day: "2099-06-30" });
  return batchId;
}
const rowsOf = async (batchId: string) =>
  new Map(
    (await listImportRows(staff, { batchId, page: 1 })).rows.map((row) => [row.username, row]),
  );
const codes = async (batchId: string, name: string) =>
  (await rowsOf(batchId)).get(name)?.remarks.map((remark) => remark.code);
const usersHere = () => db.select().from(schema.users).where(eq(schema.users.routerId, routerId));

test("of two readings at once one wins, and the other is told so", async () => {
  secret("a");
  // Both have looked for an open import before either has read the router.
  simulator.faults.add({ kind: "latency", ms: 100 });
  const both = await Promise.allSettled([
    startImport(staff, { routerId }),
    startImport(staff, { routerId }),
  ]);
  expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  const lost = both.find((one) => one.status === "rejected");
  expect(lost?.reason).toMatchObject({
    code: "conflict",
    message: expect.stringMatching(/under way/),
  });
});

test("without the right to see passwords nothing is guessed: every login says what to do", async () => {
  secret("a");
  await db
    .update(schema.routers)
    .set({ apiUsername: "blind", apiPasswordEncrypted: await sealed("x") })
    .where(eq(schema.routers.id, routerId));
  const batchId = await read();
  expect((await getImport(staff, { routerId })).batch?.passwordsHidden).toBe(true);
  expect(await codes(batchId, "a")).toContain("password_hidden");
  await expect(commitImport(staff, { batchId })).rejects.toMatchObject({ code: "invalid" });
});

async function sealed(password: string) {
  const { encrypt } = await import("@/lib/crypto");
  return encrypt(password, `router:${routerId}`);
}

test("a phone under two names, a known name and a name of other letters are problems until staff solve them", async () => {
  secret("one", "Ann 0711000001");
  secret("two", "Ben 0711000001");
  secret("with space", "Carl");
  secret("known");
  const first = await read();
  expect(await codes(first, "one")).toContain("duplicate_phone");
  expect(await codes(first, "with space")).toContain("bad_username");
  const two = (await rowsOf(first)).get("two");
  await editImportRow(staff, { batchId: first, rowId: two?.id ?? "", customerName: "ann" });
  expect(await codes(first, "one")).toEqual(["same_person"]);
  await includeImportRows(staff, { batchId: first, which: "problems" });
  expect((await rowsOf(first)).get("with space")?.included).toBe(false);
  await takeIn(first);

  const second = await read();
  secret("One", "Dan 0711000001");
  const third = await read();
  expect([...(await rowsOf(second)).keys()]).toEqual(["with space"]);
  expect(await codes(third, "One")).toEqual(["username_known", "known_customer"]);
});

async function takeIn(batchId: string) {
  await commitImport(staff, { batchId });
  await importChunk(ctx, { batchId });
  return adoptChunk(ctx, { batchId });
}

test("a comment in an operator's old codepage is read in it", async () => {
  const socket = connect(simulator.port, "127.0.0.1");
  socket.write(sentence("/login", "=name=admin", "=password="));
  // As old WinBox on Windows sends it.
  socket.write(sentence("/ppp/secret/add", "=name=cafe", "=password=x", "=comment=Caf\xe9 Zo\xeb"));
  await waitFor("the row", () => simulator.rows("/ppp/secret").some((row) => row.name === "cafe"));
  socket.destroy();
  expect((await rowsOf(await read())).get("cafe")?.customerName).toBe("Café Zoë");
});

const sentence = (...words: string[]) =>
  Buffer.concat([
    ...words.map((word) => Buffer.from(`${String.fromCharCode(word.length)}${word}`, "latin1")),
    Buffer.from([0]),
  ]);

test("a run that dies between two writes is taken up where it was, by whoever comes, and nobody is made twice", async () => {
  for (let n = 0; n < 12; n++) secret(`u${n}`, `User ${n} 07120001${n + 10}`);
  simulator.dial({ name: "u3", password: "pw-u3" });
  await waitFor("the session", () => simulator.sessions().length === 1);
  const session = simulator.sessions()[0]?.sessionId;
  const batchId = await read();
  await commitImport(staff, { batchId });
  await importChunk(ctx, { batchId, limit: 5 });
  await Promise.all([importChunk(ctx, { batchId }), importChunk(ctx, { batchId })]);
  expect(await usersHere()).toHaveLength(12);

  simulator.faults.add({ kind: "applied-but-reply-lost", path: "/ppp/secret/set", nth: 6 });
  expect((await adoptChunk(ctx, { batchId })).waiting).toBeDefined();
  expect((await getImport(staff, { routerId })).batch?.lastError).toBeTruthy();
  simulator.faults.clear();
  await dropRouter(routerId);
  await db.update(schema.importBatches).set({ workedAt: new Date(0) });
  expect(await sweepImports(ctx)).toEqual({ requested: 1 });
  expect(await adoptChunk(ctx, { batchId })).toMatchObject({ adopted: 12, left: 0 });
  const comments = simulator.rows("/ppp/secret").map((row) => row.comment ?? "");
  expect(comments.filter((comment) => comment.startsWith("isp:"))).toHaveLength(12);
  expect(simulator.sessions()[0]?.sessionId).toBe(session);
  expect((await getImport(staff, { routerId })).batch?.status).toBe("done");
  await expectBooksInOrder(db);
});

test("a password that changed on the router since it was read is taken, and nobody has to sign in again", async () => {
  secret("moved");
  const batchId = await read();
  await commitImport(staff, { batchId });
  await importChunk(ctx, { batchId });
  simulator.setRow("/ppp/secret", "moved", { password: "another" });
  simulator.dial({ name: "moved", password: "another" });
  await waitFor("the session", () => simulator.sessions().length === 1);
  const session = simulator.sessions()[0]?.sessionId;
  expect(await adoptChunk(ctx, { batchId })).toMatchObject({ adopted: 1, changed: 0, left: 0 });
  await syncRouterBatch(ctx, { routerId });
  expect(simulator.rows("/ppp/secret").find((row) => row.name === "moved")?.password).toBe(
    "another",
  );
  expect(simulator.sessions()[0]?.sessionId).toBe(session);
});

test("a row that is another one at the moment of marking is left alone, with its reason", async () => {
  secret("steady");
  secret("moved");
  const batchId = await read();
  await commitImport(staff, { batchId });
  await importChunk(ctx, { batchId });
  simulator.faults.add({ kind: "trap", message: "no such item", path: "/ppp/secret/set", nth: 1 });
  expect(await adoptChunk(ctx, { batchId })).toMatchObject({ adopted: 1, changed: 1, left: 0 });
  simulator.faults.clear();
  const left = [...(await rowsOf(batchId)).values()].filter((row) => row.reason);
  expect(left).toMatchObject([
    { status: "imported", reason: expect.stringMatching(/no such item/) },
  ]);
});

test("a reading of yesterday is not taken in: much may be otherwise by now", async () => {
  secret("ali");
  const batchId = await read();
  const tomorrow = { ...staff, now: () => new Date(Date.now() + 86_400_000) };
  await expect(commitImport(tomorrow, { batchId })).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringMatching(/Read the router again/),
  });
});

test("a router that is only observed is managed from the import on, but only if it has no users of ours", async () => {
  secret("ali");
  await db
    .update(schema.routers)
    .set({ syncPolicy: "observe_only" })
    .where(eq(schema.routers.id, routerId));
  const batchId = await read();
  await expect(commitImport(staff, { batchId })).rejects.toMatchObject({ code: "conflict" });
  await commitImport(staff, { batchId, startManaging: true });
  await importChunk(ctx, { batchId });
  expect(await adoptChunk(ctx, { batchId })).toMatchObject({ adopted: 1 });
});

test("who gets another speed by the import is said to be disconnected, and is told so before", async () => {
  simulator.addRow("/ppp/profile", { name: "slow", "rate-limit": "1M/1M" });
  secret("ali", "", { profile: "slow" });
  const batchId = await read();
  const { packages } = await getImport(staff, { routerId });
  await editImportPackage(staff, {
    batchId,
    importPackageId: packages[0]?.id ?? "",
    becomes: "sold",
    packageId: pack.id,
  });
  expect(await codes(batchId, "ali")).toContain("reconnects");
  await takeIn(batchId);
  expect(simulator.rows("/ppp/secret").find((row) => row.name === "ali")).toMatchObject({
    profile: "slow",
    comment: expect.stringMatching(/^isp:/),
  });
});

test("what was read of a router that was removed is forgotten, its passwords too", async () => {
  secret("ali");
  const batchId = await read();
  await db.update(schema.routers).set({ status: "removed" }).where(eq(schema.routers.id, routerId));
  await sweepImports(ctx);
  const rows = await db
    .select({ sealed: schema.importRows.passwordEncrypted })
    .from(schema.importRows)
    .where(eq(schema.importRows.batchId, batchId));
  expect(rows).toEqual([{ sealed: null }]);
});

test("only who may say what is sold takes an import in", async () => {
  secret("ali");
  const batchId = await read();
  const technician = { ...staff, actor: { kind: "staff", id: "t", role: "technician" } as const };
  await expect(commitImport(technician, { batchId })).rejects.toMatchObject({ code: "forbidden" });
  const support = { ...staff, actor: { kind: "staff", id: "t", role: "support" } as const };
  await expect(startImport(support, { routerId })).rejects.toMatchObject({ code: "forbidden" });
});
