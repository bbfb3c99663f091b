import { expect, test } from "vitest";
import { createContext } from "@/lib/context";
import { schema } from "@/lib/db";
import { getSettings, loadSettings, saveSettings } from "@/services/settings";
import { createIsp, createTestDatabase, errorOf } from "@/tests/support";

const { db } = await createTestDatabase();
const { owner } = await createIsp(db);

test("what nobody has set has its default; what was saved comes back, the rest by default", async () => {
  expect(await getSettings(owner, "billing")).toEqual({
    graceHours: 0,
    postpaidDueDays: 7,
    postpaidGraceDays: 3,
  });
  await saveSettings(owner, "billing", { graceHours: 6 });
  expect(await getSettings(owner, "billing")).toMatchObject({ graceHours: 6, postpaidDueDays: 7 });
});

test("a value that cannot be is refused and changes nothing", async () => {
  await saveSettings(owner, "dunning", { remindBeforeHours: [48] });
  await expect(saveSettings(owner, "dunning", { remindBeforeHours: [-1] })).rejects.toThrow(
    "remindBeforeHours",
  );
  expect(await getSettings(owner, "dunning")).toMatchObject({ remindBeforeHours: [48] });
});

test("only who may change settings does", async () => {
  const support = createContext({ kind: "staff", id: owner.newId(), role: "support" }, { db });
  expect(await errorOf(saveSettings(support, "billing", {}))).toMatchObject({ code: "forbidden" });
});

test("a stored value that can no longer be read counts as not set", async () => {
  await db
    .insert(schema.settings)
    .values({ topic: "letterhead", value: { legalName: 7 }, updatedAt: new Date() });
  expect(await loadSettings(owner, "letterhead")).toMatchObject({ legalName: "", footer: "" });
});
