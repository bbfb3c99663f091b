import { eq } from "drizzle-orm";
import { beforeEach, expect, test, vi } from "vitest";
import { schema } from "@/lib/db";
import { createPaymentWorld } from "./support";

const world = await createPaymentWorld();
const { channelId, db, job } = world;
const inAnHour = new Date(Date.now() + 3_600_000);

beforeEach(async () => {
  await db.delete(schema.providerTokens);
});

/** The store as another process would have it: sharing nothing but the database. */
async function otherProcess() {
  vi.resetModules();
  const { databaseTokenStore } = await import("@/services/payments/token-store");
  return databaseTokenStore(job, channelId);
}

test("processes that find the token refused at the same moment fetch one new token", async () => {
  const [a, b, c] = [await otherProcess(), await otherProcess(), await otherProcess()];
  let fetched = 0;
  const fetchToken = async () => ({ token: `token-${++fetched}`, expiresAt: inAnHour });
  const tokens = await Promise.all([a, b, c, a, b].map((store) => store.renew("old", fetchToken)));
  expect(fetched).toBe(1);
  expect(new Set(tokens.map((one) => one.token))).toEqual(new Set(["token-1"]));
  expect((await c.read())?.token).toBe("token-1");
});

test("a refused token is never handed out again, and a failed fetch leaves nothing behind", async () => {
  const store = await otherProcess();
  await store.renew("?", async () => ({ token: "bad", expiresAt: inAnHour }));
  const away = store.renew("bad", () => Promise.reject(new Error("M-Pesa is away")));
  await expect(away).rejects.toThrow("away");
  const next = await store.renew("bad", async () => ({ token: "good", expiresAt: inAnHour }));
  expect(next.token).toBe("good");
});

test("the token at rest cannot be read", async () => {
  const store = await otherProcess();
  await store.renew("?", async () => ({ token: "in-the-clear", expiresAt: inAnHour }));
  const [row] = await db
    .select()
    .from(schema.providerTokens)
    .where(eq(schema.providerTokens.channelId, channelId));
  expect(row?.tokenEncrypted).not.toContain("in-the-clear");
});
