import { expect, test } from "vitest";
import { createContext } from "@/lib/context";
import { setUpInstallation } from "@/services/installation";
import { createTestDatabase, errorOf } from "@/tests/support";

const { db } = await createTestDatabase();
const ctx = createContext({ kind: "job", id: "start" }, { db });
const wanted = {
  installationId: "0190a000-0000-7000-8000-0000000000aa",
  appMode: "demo" as const,
  operatorName: "Savanna Net",
};

test("the first boot fixes installation and mode; a database met with foreign keys is paused for good", async () => {
  expect(await setUpInstallation(ctx, wanted)).toEqual({ created: true, paused: false });
  expect(await setUpInstallation(ctx, wanted)).toEqual({ created: false, paused: false });
  const error = await errorOf(setUpInstallation(ctx, { ...wanted, appMode: "live" }));
  expect(error.message).toContain("APP_MODE=demo");
  const copy = { ...wanted, installationId: "0190a000-0000-7000-8000-0000000000bb" };
  expect(await setUpInstallation(ctx, copy)).toEqual({ created: false, paused: true });
  expect(await setUpInstallation(ctx, wanted)).toEqual({ created: false, paused: true });
});
