import { afterEach, describe, expect, test } from "vitest";
import {
  addTill,
  closeTill,
  getMyTill,
  listTillSessions,
  listTills,
  openTill,
} from "@/services/tills";
import { createTestDatabase, errorOf, expectBooksInOrder } from "@/tests/support";
import { cashWorld } from "./cash-world";
import { createMoneyWorld, PRICE } from "./support";

const { db } = await createTestDatabase();
const world = await createMoneyWorld(db);
const { owner } = world;
const { openDesk, take, tillBalance } = cashWorld(world);

afterEach(() => expectBooksInOrder(db, { now: world.clock.now }));

describe("a till", () => {
  test("is open once, however many open it at the same moment", async () => {
    const { channelId } = await addTill(owner, { name: "Rush" });
    const opened = await Promise.allSettled(
      Array.from({ length: 8 }, () => openTill(owner, { channelId, openingCents: 0 })),
    );
    expect(opened.filter((each) => each.status === "fulfilled")).toHaveLength(1);
    expect(await getMyTill(owner)).toMatchObject({ name: "Rush" });
  });

  test("closes with its count; what differs needs a note and goes to cash over and short", async () => {
    const desk = await openDesk();
    const { cashier, tillSessionId, channelId } = desk;
    await take(desk, (await world.addPayer()).customerId);
    expect((await listTills(owner)).find((till) => till.channelId === channelId)).toMatchObject({
      session: { expectedCents: PRICE + 50_000, openingCents: 50_000 },
    });
    const countedCents = PRICE + 50_000 - 20_000;
    expect(await errorOf(closeTill(cashier, { tillSessionId, countedCents }))).toMatchObject({
      code: "invalid",
      fieldErrors: { note: expect.stringContaining("KES 200 is missing") },
    });
    const closed = await closeTill(cashier, {
      tillSessionId,
      countedCents,
      note: "Bought airtime",
    });
    expect(closed).toMatchObject({ expectedCents: PRICE + 50_000, differenceCents: -20_000 });
    expect(await tillBalance(channelId)).toBe(PRICE - 20_000);
    expect((await listTillSessions(owner, { search: desk.name })).rows).toMatchObject([
      { differenceCents: -20_000, payments: 1, note: "Bought airtime" },
    ]);
  });

  test("expects of the next turn what that turn began with and took, not what was banked before", async () => {
    const desk = await openDesk();
    const { cashier, channelId } = desk;
    await take(desk, (await world.addPayer()).customerId);
    await closeTill(cashier, { tillSessionId: desk.tillSessionId, countedCents: PRICE + 50_000 });
    const next = await openTill(cashier, { channelId, openingCents: 10_000 });
    await take({ cashier, ...next }, (await world.addPayer()).customerId, { amountCents: 7_050 });
    const closed = await closeTill(cashier, {
      ...next,
      countedCents: 17_050 + 100,
      note: "A coin too many",
    });
    expect(closed).toMatchObject({ expectedCents: 17_050, differenceCents: 100 });
  });

  test("short from the first moment is a loss, though it has taken nothing", async () => {
    const { cashier, tillSessionId, channelId } = await openDesk();
    await closeTill(cashier, { tillSessionId, countedCents: 0, note: "Gone overnight" });
    expect(await tillBalance(channelId)).toBe(-50_000);
  });

  test("is closed by who opened it or by finance, once", async () => {
    const [desk, colleague, finance] = [
      await openDesk(),
      await openDesk(),
      await openDesk("finance"),
    ];
    const { tillSessionId } = desk;
    const count = { tillSessionId, countedCents: 50_000 };
    expect(await errorOf(closeTill(colleague.cashier, count))).toMatchObject({ code: "forbidden" });
    const closed = await Promise.allSettled([
      closeTill(finance.cashier, count),
      closeTill(desk.cashier, count),
    ]);
    expect(closed.filter((each) => each.status === "fulfilled")).toHaveLength(1);
  });

  test("is counted to the cent while cash is still being taken", async () => {
    const desk = await openDesk();
    const payers = await Promise.all(Array.from({ length: 4 }, () => world.addPayer()));
    const [closed, ...taken] = await Promise.allSettled([
      closeTill(desk.cashier, {
        tillSessionId: desk.tillSessionId,
        countedCents: 0,
        note: "Counted in a hurry",
      }),
      ...payers.map(({ customerId }) => take(desk, customerId, { amountCents: 1_001 })),
    ]);
    const got = taken.filter((each) => each.status === "fulfilled").length * 1_001;
    expect(closed).toMatchObject({ value: { expectedCents: 50_000 + got } });
  });
});
