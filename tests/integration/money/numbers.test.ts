import { isNotNull } from "drizzle-orm";
import { expect, test } from "vitest";
import { afterCommitWork } from "@/lib/context";
import { schema } from "@/lib/db";
import { numberBills } from "@/services/billing";
import { createTestDatabase } from "@/tests/support";
import { createMoneyWorld } from "./support";

const { db } = await createTestDatabase();
const world = await createMoneyWorld(db);

test("the millionth bill of a year has a number of its own, and so have those after it", async () => {
  await db.insert(schema.billNumberSeries).values({ series: "2026", nextNumber: 999_999 });
  for (let n = 0; n < 12; n++) await world.addPayer();
  await afterCommitWork();
  await numberBills(world.job);
  const rows = await db
    .select({ number: schema.bills.number })
    .from(schema.bills)
    .where(isNotNull(schema.bills.number));
  const expected = Array.from({ length: 12 }, (_, i) => `2026-${999_999 + i}`);
  expect(rows.map(({ number }) => number).sort()).toEqual(expected.sort());
});
