import { asc, eq } from "drizzle-orm";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Context, createContext } from "@/lib/context";
import { schema } from "@/lib/db";
import { listAlerts, sweepAlerts } from "@/services/alerts";
import { getNavAlerts } from "@/services/reports";
import { saveSettings } from "@/services/settings";
import { createTestDatabase } from "@/tests/support";
import { insertInstallation, insertRouter, staffContext } from "../sync/fixture";

const { db } = await createTestDatabase();
await insertInstallation(db);
const router = await insertRouter(db);
const { alerts, messages, routerSamples, routerStates } = schema;
const start = new Date("2026-06-10T06:00:00Z").getTime();
let minute = 0;
const ctx: Context = createContext(
  { kind: "job", id: "test" },
  { db, now: () => new Date(start + minute * 60_000) },
);
const PHONES = ["+254712000001", "+254712000002"];
await saveSettings(ctx, "alerts", { phones: PHONES, quietMinutes: 30 });

const set = (values: Partial<typeof routerStates.$inferInsert>) =>
  db.update(routerStates).set(values).where(eq(routerStates.routerId, router.id));
const down = () =>
  set({ reachability: "down", reachabilitySince: ctx.now(), lastError: "No answer." });
const up = () => set({ reachability: "up", reachabilitySince: ctx.now(), lastError: null });
const texts = async () => {
  const rows = await db
    .select()
    .from(messages)
    .orderBy(asc(messages.createdAt), asc(messages.phone));
  return rows.map(({ phone, body }) => [phone, body]);
};
/** A sweep a minute, as the tick does it. */
async function untilMinute(last: number) {
  for (; minute < last; minute++) await sweepAlerts(ctx);
}

afterEach(() => {
  vi.useRealTimers();
});
beforeEach(async () => {
  minute = 0;
  await db.delete(alerts);
  await db.delete(messages);
  await db.delete(routerSamples);
  await up();
});

test("a router that goes down is one alert and one SMS to each phone, however often it is looked at", async () => {
  await down();
  expect(await sweepAlerts(ctx)).toEqual({ raised: 1, cleared: 0, told: 2 });
  await Promise.all(Array.from({ length: 5 }, () => sweepAlerts(ctx)));
  await untilMinute(70);
  expect(await db.select().from(alerts)).toHaveLength(1);
  const said = await texts();
  expect(said.map(([phone]) => phone)).toEqual(PHONES);
  expect(said[0]?.[1]).toContain(`${router.name} has not answered since 10 Jun 2026, 09:00.`);
  expect((await getNavAlerts(staffContext(db))).alerts).toBe(1);
});

test("many sweeps at one moment raise and tell once", async () => {
  await down();
  await Promise.all(Array.from({ length: 8 }, () => sweepAlerts(ctx)));
  expect(await db.select().from(alerts)).toHaveLength(1);
  expect(await texts()).toHaveLength(2);
});

test("a router that flaps sends one SMS in the quiet period, and says when it stays up", async () => {
  for (; minute < 20; minute++) {
    await (minute % 2 === 0 ? down() : up());
    await sweepAlerts(ctx);
  }
  expect(await texts()).toHaveLength(2);
  await up();
  await untilMinute(30);
  expect(await texts()).toHaveLength(2);
  await untilMinute(70);
  const said = await texts();
  expect(said).toHaveLength(4);
  expect(said.at(-1)?.[1]).toContain(`${router.name} answers again.`);
  const page = await listAlerts(staffContext(db), { status: "over" });
  expect(page.total).toBe(10);
  expect((await listAlerts(staffContext(db), { status: "open" })).total).toBe(0);
});

test("who has set no phone hears nothing, and the list knows all the same", async () => {
  await saveSettings(ctx, "alerts", {});
  await down();
  expect(await sweepAlerts(ctx)).toEqual({ raised: 1, cleared: 0, told: 0 });
  await saveSettings(ctx, "alerts", { phones: PHONES, quietMinutes: 30 });
});

test("a paused installation tells nobody, until it goes on", async () => {
  // Whether it is paused is known for two seconds.
  const later = (seconds: number) =>
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + seconds * 1_000 });
  later(3);
  await db.update(schema.installation).set({ pausedAt: ctx.now() });
  await down();
  expect(await sweepAlerts(ctx)).toMatchObject({ raised: 1, told: 0 });
  await db.update(schema.installation).set({ pausedAt: null });
  later(3);
  expect(await sweepAlerts(ctx)).toMatchObject({ raised: 0, told: 2 });
});

test("a busy processor counts over ten minutes, and stays busy until it has calmed down", async () => {
  const load = async (percent: number, minutes: number) => {
    for (const end = minute + minutes; minute < end; minute++) {
      await db.insert(routerSamples).values({
        routerId: router.id,
        at: ctx.now(),
        cpuLoadPercent: percent,
        freeMemoryBytes: 1,
        sessionCount: 1,
      });
      await sweepAlerts(ctx);
    }
  };
  const isOpen = async () => (await listAlerts(staffContext(db), { status: "open" })).total === 1;
  await load(100, 4);
  expect(await isOpen()).toBe(false);
  await load(100, 8);
  expect(await isOpen()).toBe(true);
  await load(78, 15);
  expect(await isOpen()).toBe(true);
  await load(60, 15);
  expect(await isOpen()).toBe(false);
});

test("an M-Pesa password is warned of from its 75th day, daily, until it is set anew", async () => {
  const [channel] = await db
    .insert(schema.paymentChannels)
    .values({
      name: "Paybill",
      provider: "mpesa",
      environment: "simulator",
      kind: "paybill",
      shortcode: "600123",
      initiatorPasswordSetAt: new Date(start - 74.5 * 86_400_000),
    })
    .returning();
  await sweepAlerts(ctx);
  expect(await texts()).toHaveLength(0);
  for (minute = 720; minute < 4 * 1440; minute += 60) await sweepAlerts(ctx);
  expect(await texts()).toHaveLength(8);
  expect((await db.select().from(alerts)).map(({ message }) => message)).toEqual([
    expect.stringContaining("expires in 12 days"),
  ]);
  await db
    .update(schema.paymentChannels)
    .set({ initiatorPasswordSetAt: ctx.now() })
    .where(eq(schema.paymentChannels.id, channel?.id ?? ""));
  expect(await sweepAlerts(ctx)).toMatchObject({ cleared: 1, told: 0 });
});

test("who may not change settings cannot choose whom to tell; nonsense is refused by field", async () => {
  const support = { ...ctx, actor: { kind: "staff", id: ctx.newId(), role: "support" } as const };
  await expect(saveSettings(support, "alerts", {})).rejects.toMatchObject({ code: "forbidden" });
  await expect(saveSettings(ctx, "alerts", { phones: ["0712"] })).rejects.toThrow();
});
