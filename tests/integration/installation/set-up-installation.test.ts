import { expect, test } from "vitest";
import { createContext } from "@/lib/context";
import { schema } from "@/lib/db";
import { isPaused, resumeInstallation, setUpInstallation } from "@/services/installation";
import { createTestDatabase, errorOf, waitFor } from "@/tests/support";

const { db } = await createTestDatabase();
const ctx = createContext({ kind: "job", id: "start" }, { db });
const wanted = {
  installationId: "0190a000-0000-7000-8000-0000000000aa",
  appMode: "demo" as const,
  operatorName: "Savanna Net",
};

test("the first boot fixes installation and mode; a database met with foreign keys is paused until staff say otherwise", async () => {
  expect(await setUpInstallation(ctx, wanted)).toEqual({ created: true, paused: false });
  expect(await setUpInstallation(ctx, wanted)).toEqual({ created: false, paused: false });
  const error = await errorOf(setUpInstallation(ctx, { ...wanted, appMode: "live" }));
  expect(error.message).toContain("APP_MODE=demo");
  const copy = { ...wanted, installationId: "0190a000-0000-7000-8000-0000000000bb" };
  expect(await setUpInstallation(ctx, copy)).toEqual({ created: false, paused: true });
  expect(await setUpInstallation(ctx, wanted)).toEqual({ created: false, paused: true });
});

test("staff say that a copy is the one to run: it goes on, under the keys that they confirmed and no others", async () => {
  const copy = { ...wanted, installationId: "0190a000-0000-7000-8000-0000000000bb" };
  const as = (role: "owner" | "support") =>
    ({ ...ctx, actor: { kind: "staff", id: ctx.newId(), role } }) as typeof ctx;
  expect((await errorOf(resumeInstallation(as("support"), copy))).code).toBe("forbidden");
  expect(await isPaused(ctx)).toBe(true);
  await resumeInstallation(as("owner"), copy);
  await waitFor("the pause to be over", async () => !(await isPaused(ctx)));
  expect((await errorOf(resumeInstallation(as("owner"), copy))).code).toBe("conflict");
  expect(await setUpInstallation(ctx, copy)).toEqual({ created: false, paused: false });
  // Rows on routers bear the first id: changing it would orphan them all.
  const [row] = await db.select().from(schema.installation);
  expect(row?.installationId).toBe(wanted.installationId);
  expect(await setUpInstallation(ctx, wanted)).toEqual({ created: false, paused: true });
});
