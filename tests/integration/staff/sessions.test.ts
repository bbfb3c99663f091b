import { eq } from "drizzle-orm";
import { v7 } from "uuid";
import { expect, test, vi } from "vitest";
import { type Actor, createContext } from "@/lib/context";
import { sha256 } from "@/lib/crypto";
import { schema } from "@/lib/db";
import { hashPassword } from "@/lib/password";
import {
  checkSetupLink,
  createSession,
  revokeSession,
  setPasswordWithLink,
  signInStaff,
  verifySession,
} from "@/services/staff";
import { createTestDatabase } from "@/tests/support";

vi.mock("@/lib/password", async (original) => {
  const real = await original<typeof import("@/lib/password")>();
  return { ...real, hashPassword: vi.fn(real.hashPassword) };
});

const { db } = await createTestDatabase();
const PASSWORD = "correct horse battery";
const start = new Date("2026-06-01T08:00:00Z");
const nobody: Actor = { kind: "anonymous", id: "test" };
const ctxAt = (now: Date) => createContext(nobody, { db, now: () => now });
const ctx = ctxAt(start);

async function addStaff(values: Partial<typeof schema.staff.$inferInsert> = {}) {
  const person = {
    id: v7(),
    email: `${v7()}@example.com`,
    name: "Achieng",
    role: "support" as const,
    passwordHash: await hashPassword(PASSWORD),
    ...values,
  };
  await db.insert(schema.staff).values(person);
  return person;
}

const signIn = (email: string, password = PASSWORD, sourceAddress = v7()) =>
  signInStaff(ctx, { email, password, sourceAddress, userAgent: "test" });

const failure = (work: Promise<unknown>) =>
  work.then(
    () => ({ code: "nothing", message: "" }),
    (error) => ({ code: error.code, message: error.message }),
  );

async function addLink(staffId: string, hours: number) {
  const token = v7();
  await db.insert(schema.signInCodes).values({
    purpose: "owner_setup",
    staffId,
    codeHash: sha256(token),
    expiresAt: new Date(start.getTime() + hours * 3_600_000),
  });
  return token;
}

test("the right password opens a session that says who it is, whatever the email's case", async () => {
  const person = await addStaff();
  const { sessionId } = await signIn(person.email.toUpperCase());
  expect(await verifySession(ctx, { sessionId })).toEqual({
    sessionId,
    actor: { kind: "staff", id: person.id, role: "support" },
    name: "Achieng",
    email: person.email,
  });
});

test("a wrong password, an unknown address and a dismissed person get the same answer", async () => {
  const person = await addStaff();
  const dismissed = await addStaff({ status: "disabled" });
  const answers = await Promise.all([
    failure(signIn(person.email, "wrong")),
    failure(signIn("nobody@example.com")),
    failure(signIn(dismissed.email)),
  ]);
  expect(new Set(answers.map((a) => a.message)).size).toBe(1);
  expect(answers[0]?.code).toBe("unauthenticated");
});

test("somebody without a password cannot sign in with any", async () => {
  const person = await addStaff({ passwordHash: null });
  expect((await failure(signIn(person.email, "anything"))).code).toBe("unauthenticated");
});

test("of forty guesses at the same moment ten are looked at, and then even the right one waits", async () => {
  const person = await addStaff();
  const guesses = await Promise.all(
    Array.from({ length: 40 }, () => failure(signIn(person.email, "wrong"))),
  );
  expect(guesses.filter((g) => g.code === "unauthenticated")).toHaveLength(10);
  expect(guesses.filter((g) => g.code === "rate_limited")).toHaveLength(30);
  const right = await failure(signIn(person.email));
  expect(right).toEqual({
    code: "rate_limited",
    message: "Too many attempts. Please try again in 15 minutes.",
  });
});

test("successful sign-ins never lock anybody out", async () => {
  const person = await addStaff();
  for (let i = 0; i < 15; i++) await signIn(person.email);
});

test("signing out makes the session worthless at once", async () => {
  const person = await addStaff();
  const { sessionId } = await signIn(person.email);
  await revokeSession(ctx, { sessionId });
  expect(await verifySession(ctx, { sessionId })).toBeUndefined();
});

test("dismissal ends the sessions that are open", async () => {
  const person = await addStaff();
  const { sessionId } = await signIn(person.email);
  await db.update(schema.staff).set({ status: "disabled" }).where(eq(schema.staff.id, person.id));
  expect(await verifySession(ctx, { sessionId })).toBeUndefined();
});

test("a changed role counts at the next request, not at the next sign-in", async () => {
  const person = await addStaff();
  const { sessionId } = await signIn(person.email);
  await db.update(schema.staff).set({ role: "finance" }).where(eq(schema.staff.id, person.id));
  expect((await verifySession(ctx, { sessionId }))?.actor).toMatchObject({ role: "finance" });
});

test("a staff session ends after twelve hours", async () => {
  const person = await addStaff();
  const { sessionId } = await signIn(person.email);
  const after = (hours: number) => ctxAt(new Date(start.getTime() + hours * 3_600_000));
  expect(await verifySession(after(11.9), { sessionId })).toBeDefined();
  expect(await verifySession(after(12), { sessionId })).toBeUndefined();
});

test("a made-up or malformed session id is nobody", async () => {
  expect(await verifySession(ctx, { sessionId: v7() })).toBeUndefined();
  expect(await verifySession(ctx, { sessionId: "'; drop table sessions" })).toBeUndefined();
});

test("a customer's session belongs to the customer and ends when the customer is closed", async () => {
  const customerId = v7();
  await db
    .insert(schema.customers)
    .values({ id: customerId, accountNumber: "23456786", name: "Wanjiru" });
  const { sessionId } = await createSession(ctx, { customerId });
  expect(await verifySession(ctx, { sessionId })).toMatchObject({
    actor: { kind: "customer", id: customerId },
    name: "Wanjiru",
  });
  await db
    .update(schema.customers)
    .set({ status: "closed" })
    .where(eq(schema.customers.id, customerId));
  expect(await verifySession(ctx, { sessionId })).toBeUndefined();
});

test("the one-time link sets a password once, and ends sessions opened before", async () => {
  const person = await addStaff();
  const { sessionId } = await signIn(person.email);
  const token = await addLink(person.id, 24);
  expect(await checkSetupLink(ctx, { token })).toEqual({ email: person.email });
  const password = "a brand new password";
  const both = await Promise.allSettled([
    setPasswordWithLink(ctx, { token, password }),
    setPasswordWithLink(ctx, { token, password }),
  ]);
  expect(both.map((result) => result.status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(await checkSetupLink(ctx, { token })).toBeUndefined();
  expect(await verifySession(ctx, { sessionId })).toBeUndefined();
  await signIn(person.email, password);
  expect((await failure(signIn(person.email))).code).toBe("unauthenticated");
});

test("a link that is none is told so, whatever it holds", async () => {
  for (const token of ["x".repeat(5_000), "\u0000", ""])
    expect(await checkSetupLink(ctx, { token })).toBeUndefined();
});

test("a stranger without a link cannot make us compute password hashes", async () => {
  vi.mocked(hashPassword).mockClear();
  const refused = await failure(setPasswordWithLink(ctx, { token: v7(), password: "long enough" }));
  expect(refused.code).toBe("unauthenticated");
  expect(hashPassword).not.toHaveBeenCalled();
});

test("an email address with a character that Postgres cannot hold is just a wrong one", async () => {
  expect((await failure(signIn("nobody\u0000@example.com"))).code).toBe("unauthenticated");
});

test("an old link sets nothing", async () => {
  const person = await addStaff();
  const token = await addLink(person.id, -1);
  const refused = await failure(setPasswordWithLink(ctx, { token, password: "long enough now" }));
  expect(refused.code).toBe("unauthenticated");
  await signIn(person.email);
});
