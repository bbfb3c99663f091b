import { like, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { createContext, withTransaction } from "@/lib/context";
import { isUniqueViolation, schema } from "@/lib/db";
import { createTestDatabase } from "@/tests/support";

const { db, driver } = await createTestDatabase();
const ctx = createContext({ kind: "job", id: "test" }, { db });
const { billNumberSeries, staff } = schema;

test("the driver is the one that was asked for", () => {
  expect(driver).toBe(process.env.TEST_DATABASE_DRIVER ?? "pg");
});

test("a hundred transactions that lock one row never lose an update", async () => {
  await db.insert(billNumberSeries).values({ series: "test" });
  const add = () =>
    withTransaction(ctx, async ({ tx }) => {
      const [row] = await tx.select().from(billNumberSeries).for("update");
      await tx.update(billNumberSeries).set({ nextNumber: (row?.nextNumber ?? 0) + 1 });
    });
  await Promise.all(Array.from({ length: 100 }, add));
  expect(await db.select().from(billNumberSeries)).toMatchObject([{ nextNumber: 101 }]);
});

test("a transaction that throws leaves nothing behind", async () => {
  const work = withTransaction(ctx, async ({ tx }) => {
    await tx.insert(staff).values({ email: "a@b.c", name: "A", role: "owner" });
    throw new Error("on purpose");
  });
  await expect(work).rejects.toThrow("on purpose");
  expect(await db.$count(staff)).toBe(0);
});

test("a violated unique index is recognised by its name", async () => {
  const person = { email: "x@y.z", name: "X", role: "owner" as const };
  await db.insert(staff).values(person);
  const error = await db
    .insert(staff)
    .values({ ...person, email: "X@Y.Z" })
    .catch((e: unknown) => e);
  expect(isUniqueViolation(error, "staff_email_unique")).toBe(true);
  expect(isUniqueViolation(error, "another_index")).toBe(false);
});

test("two transactions that lock each other out are both done in the end", async () => {
  await db.insert(staff).values([
    { email: "1@lock", name: "1", role: "owner" },
    { email: "2@lock", name: "2", role: "owner" },
  ]);
  let waiting = 0;
  let release = () => {};
  const bothHoldOne = new Promise<void>((resolve) => {
    release = resolve;
  });
  const touch = (first: string, second: string) => {
    let tries = 0;
    return withTransaction(ctx, async ({ tx }) => {
      await tx.execute(sql`update staff set name = name || 'x' where email = ${first}`);
      if (tries++ === 0) {
        if (++waiting === 2) release();
        await bothHoldOne;
      }
      await tx.execute(sql`update staff set name = name || 'x' where email = ${second}`);
      return tries;
    });
  };
  const tries = await Promise.all([touch("1@lock", "2@lock"), touch("2@lock", "1@lock")]);
  // How often the victim loses again is the machine's affair.
  expect(Math.max(...tries)).toBeGreaterThan(1);
  const names = await db
    .select({ name: staff.name })
    .from(staff)
    .where(like(staff.email, "%@lock"));
  expect(names.map(({ name }) => name).sort()).toEqual(["1xx", "2xx"]);
});

test("times come back as the instants that went in, to the millisecond", async () => {
  const at = new Date("2026-06-01T08:00:00.123Z");
  const [row] = await db
    .insert(staff)
    .values({ email: "t@t", name: "T", role: "owner", lastSignInAt: at })
    .returning();
  expect(row?.lastSignInAt).toEqual(at);
});
