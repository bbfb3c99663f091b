import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { describe, expect, test } from "vitest";
import { schema } from "@/lib/db";
import { pullPayments, sweepPulls } from "@/services/payments";
import { waitFor } from "@/tests/support";
import { c2bTools } from "./c2b-tools";
import { createPaymentWorld, expectBooksLikeStatement } from "./support";

const world = await createPaymentWorld({ pullPageSize: 3, c2bValidation: true });
const { daraja, db, job, addPayer, channelId } = world;
const { pull, channel, paymentWith } = c2bTools(world);

/** Where nobody listens. */
async function closedUrl(): Promise<string> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return `http://127.0.0.1:${port}`;
}

describe("the pull", () => {
  test("reads every page, and skips nothing and nobody", async () => {
    const { registerC2b } = daraja;
    registerC2b(null);
    const payers = await Promise.all(Array.from({ length: 8 }, () => addPayer()));
    for (const payer of payers)
      await daraja.payDirect({ phone: payer.phone, amount: 2500, account: payer.accountNumber });
    expect((await pull()).settled).toBe(8);
    expect((await pull()).settled).toBe(0);
    await expectBooksLikeStatement(world);
  });

  test("at the same moment from two jobs credits once", async () => {
    const payer = await addPayer();
    const paid = await daraja.payDirect({
      phone: payer.phone,
      amount: 2500,
      account: payer.accountNumber,
    });
    world.clock.offsetMs += 11_000;
    const pulls = [1, 2, 3].map(() => pullPayments(job, { channelId }));
    await Promise.all(pulls);
    expect(await paymentWith(paid.receipt)).toBeDefined();
    expect(await world.paymentsOf(payer.customerId)).toHaveLength(1);
    await expectBooksLikeStatement(world);
  });

  test("goes on when a clock that was hours ahead has been set right", async () => {
    const ahead = new Date(job.now().getTime() + 3 * 3_600_000);
    await db.update(schema.paymentChannels).set({ pulledUntil: ahead });
    const payer = await addPayer();
    daraja.registerC2b(null);
    await daraja.payDirect({ phone: payer.phone, amount: 2500, account: payer.accountNumber });
    expect(await sweepPulls(job)).toBe(1);
    expect(await pullPayments(job, { channelId })).toMatchObject({ outcome: "pulled", settled: 1 });
    expect((await channel()).pulledUntil?.getTime()).toBeLessThan(ahead.getTime());
  });

  test("covers two hours again, and once a Kenyan day all that M-Pesa keeps", async () => {
    await db.update(schema.paymentChannels).set({ pulledUntil: null });
    const hoursOf = async () => {
      await pull();
      const { StartDate, EndDate } = daraja
        .requests("pull_query")
        .map((request) => request.body as { StartDate: string; EndDate: string })
        .at(-1) ?? { StartDate: "", EndDate: "" };
      return (Date.parse(`${EndDate}Z`) - Date.parse(`${StartDate}Z`)) / 3_600_000;
    };
    expect(await hoursOf()).toBe(47);
    expect(Math.round(await hoursOf())).toBe(2);
    const yesterday = new Date(world.now().getTime() - 24 * 3_600_000);
    await db.update(schema.paymentChannels).set({ pulledUntil: yesterday });
    expect(await hoursOf()).toBe(47);
  });

  test("that fails covers nothing, and is due again", async () => {
    const before = (await channel()).pulledUntil;
    await db.update(schema.paymentChannels).set({ baseUrl: await closedUrl() });
    world.clock.offsetMs += 6 * 60_000;
    await expect(pullPayments(job, { channelId })).rejects.toThrow(/retry_later/);
    expect((await channel()).pulledUntil).toEqual(before);
    await db.update(schema.paymentChannels).set({ baseUrl: daraja.url });
    expect(await sweepPulls(job)).toBe(1);
    await waitFor("the pull", channel, (row) => (row.pulledUntil ?? 0) > (before ?? 0));
    expect(await sweepPulls(job)).toBe(0);
  });
});
