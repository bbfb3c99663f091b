import { and, eq } from "drizzle-orm";
import { afterAll, expect, test } from "vitest";
import { createContext } from "@/lib/context";
import { schema } from "@/lib/db";
import { finishQuarantined, listQuarantined, storeCallback } from "@/services/payments";
import { errorOf, expectBooksInOrder } from "@/tests/support";
import { createPaymentWorld } from "./support";

const world = await createPaymentWorld();
const { db, isp, job, now } = world;
const provider = createContext({ kind: "provider", id: "mpesa" }, { db });
const NOTE = "Looked in M-Pesa's portal: there is no such payment.";

afterAll(() => expectBooksInOrder(db, { now: now() }));

/** A callback under a secret that nobody gave out; its body is searched for by its mark. */
async function quarantined(mark: string) {
  const body = JSON.stringify({ mark });
  const { inboxId } = await storeCallback(provider, {
    kind: "stk_callback",
    token: `nobody's-${mark}`,
    sourceAddress: "203.0.113.9",
    body,
  });
  if (!inboxId) throw new Error("it was not kept");
  return inboxId;
}

const listed = async (search: string, status?: "done") =>
  (await listQuarantined(isp.owner, { search, status })).rows.map((row) => row.id);

const auditOf = (callbackId: string) =>
  db
    .select()
    .from(schema.auditLog)
    .where(
      and(
        eq(schema.auditLog.entityId, callbackId),
        eq(schema.auditLog.action, "payments.finish-quarantined"),
      ),
    );

async function rowOf(callbackId: string) {
  const [row] = await db
    .select()
    .from(schema.callbackInbox)
    .where(eq(schema.callbackInbox.id, callbackId));
  if (!row) throw new Error("no such callback");
  return row;
}

test("what is done leaves the list of what waits, keeps its body, and is found when asked for with who did what", async () => {
  const callbackId = await quarantined("leaves");
  const before = await listQuarantined(isp.owner, {});
  await finishQuarantined(isp.owner, { callbackId, note: `  ${NOTE} ` });
  expect(await listed("leaves")).toEqual([]);
  const { rows, waiting, done } = await listQuarantined(isp.owner, { status: "done" });
  expect([waiting, done]).toEqual([before.waiting - 1, before.done + 1]);
  const row = rows.find(({ id }) => id === callbackId);
  expect(row?.body).toBe('{"mark":"leaves"}');
  expect(row?.done).toMatchObject({ note: NOTE, staffName: expect.any(String) });
  expect(await listed("no such payment", "done")).toEqual([callbackId]);
  const [line, ...more] = await auditOf(callbackId);
  expect(more).toEqual([]);
  expect(line).toMatchObject({ actorId: isp.owner.actor.id, data: { note: NOTE } });
});

test("said by many at the same moment it is written and audited once, and the first word stands", async () => {
  const callbackId = await quarantined("crowd");
  const words = Array.from({ length: 8 }, (_, n) => `looked, as number ${n}`);
  const said = await Promise.all(
    words.map((note) => finishQuarantined(isp.owner, { callbackId, note })),
  );
  const first = said.filter(({ doneBefore }) => !doneBefore);
  expect(first).toHaveLength(1);
  expect(new Set(said.map(({ note }) => note))).toEqual(new Set([first[0]?.note]));
  expect((await rowOf(callbackId)).doneNote).toBe(first[0]?.note);
  expect((await auditOf(callbackId)).map(({ data }) => data)).toMatchObject([
    { note: first[0]?.note },
  ]);
});

test("only those who handle payments may finish it: nobody who only reads, no customer, no job", async () => {
  const callbackId = await quarantined("roles");
  const note = NOTE;
  const actor = { kind: "staff", id: isp.owner.actor.id, role: "technician" } as const;
  const reader = createContext(actor, { db });
  const customer = createContext({ kind: "customer", id: job.newId() }, { db });
  for (const ctx of [reader, customer, job])
    expect((await errorOf(finishQuarantined(ctx, { callbackId, note }))).code).toBe("forbidden");
  expect((await rowOf(callbackId)).doneAt).toBeNull();
  expect(await auditOf(callbackId)).toEqual([]);
});

test.each([
  ["empty", ""],
  ["blank", "   "],
  ["too short", "ok"],
  ["of nothing that can be kept", "\u0000\u0000\u0000"],
  ["too long", "x".repeat(501)],
])("a note that is %s is refused: the next one has to know what was done", async (_, note) => {
  const callbackId = await quarantined("note");
  await expect(finishQuarantined(isp.owner, { callbackId, note })).rejects.toThrow(/characters/);
  expect(await listed("note")).toEqual([callbackId]);
});

test("what is not there, or was judged and stands, cannot be finished", async () => {
  const nowhere = finishQuarantined(isp.owner, { callbackId: job.newId(), note: NOTE });
  expect((await errorOf(nowhere)).code).toBe("not_found");
  const callbackId = await quarantined("judged");
  await db
    .update(schema.callbackInbox)
    .set({ status: "processed", reason: null })
    .where(eq(schema.callbackInbox.id, callbackId));
  const judged = finishQuarantined(isp.owner, { callbackId, note: NOTE });
  expect((await errorOf(judged)).code).toBe("conflict");
});

test("a repeat of what is done is counted and does not wait again", async () => {
  const callbackId = await quarantined("again");
  await finishQuarantined(isp.owner, { callbackId, note: NOTE });
  expect(await quarantined("again")).toBe(callbackId);
  expect(await listed("again")).toEqual([]);
  expect(await rowOf(callbackId)).toMatchObject({ deliveries: 2, doneNote: NOTE });
});
