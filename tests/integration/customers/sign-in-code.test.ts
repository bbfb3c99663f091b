import { desc, eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { createContext } from "@/lib/context";
import { decrypt } from "@/lib/crypto";
import { schema } from "@/lib/db";
import { hashPhone } from "@/lib/phone";
import { requestSignInCode, verifySignInCode } from "@/services/customers";
import { createIsp, createTestDatabase, errorOf } from "@/tests/support";

const { db } = await createTestDatabase();
let now = new Date("2026-06-01T08:00:00Z");
const isp = await createIsp(db, { now: () => now });
const visitor = createContext({ kind: "anonymous", id: "visitor" }, { db, now: () => now });
const phone = "+254712345678";
const customerId = isp.job.newId();
await db
  .insert(schema.customers)
  .values({ id: customerId, accountNumber: "23456784", name: "Amina" });
await db
  .insert(schema.customerPhones)
  .values({ customerId, phone, phoneHash: hashPhone(phone), primary: true });

async function askForCode(): Promise<string> {
  await requestSignInCode(visitor, { phone: "0712 345 678" });
  const [message] = await db
    .select()
    .from(schema.messages)
    .orderBy(desc(schema.messages.id))
    .limit(1);
  if (!message) throw new Error("no message");
  return /^\d{6}/.exec(decrypt(message.body, `message:${message.id}`))?.[0] ?? "";
}

test("a code sent to a customer's phone signs in once", async () => {
  const code = await askForCode();
  expect(await verifySignInCode(visitor, { phone, code })).toEqual({ customerId });
  expect((await errorOf(verifySignInCode(visitor, { phone, code }))).code).toBe("unauthenticated");
});

test("of two tries with the same code at the same moment one gets in", async () => {
  const code = await askForCode();
  const results = await Promise.allSettled(
    [1, 2].map(() => verifySignInCode(visitor, { phone, code })),
  );
  expect(results.filter((r) => r.status === "fulfilled")).toHaveLength(1);
});

test("a code is worth nothing after ten minutes", async () => {
  const code = await askForCode();
  now = new Date(now.getTime() + 10 * 60_000);
  expect((await errorOf(verifySignInCode(visitor, { phone, code }))).code).toBe("unauthenticated");
});

test("codes stand hashed in the table of codes and encrypted in the message", async () => {
  const code = await askForCode();
  const codes = await db.select().from(schema.signInCodes);
  const messages = await db.select().from(schema.messages);
  expect(JSON.stringify([codes, messages])).not.toContain(code);
});

test("an unknown phone is answered like a known one and gets no message", async () => {
  const count = () => db.$count(schema.messages, eq(schema.messages.phone, "+254799999999"));
  await requestSignInCode(visitor, { phone: "0799 999 999" });
  expect(await count()).toBe(0);
});
