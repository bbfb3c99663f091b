import { desc, eq } from "drizzle-orm";
import { schema } from "@/lib/db";
import {
  addCharge,
  changePackageNow,
  creditBill,
  pauseUser,
  quotePackageChange,
  quoteRenewal,
  renewFromWallet,
  resumePausedUser,
  setBillingMode,
} from "@/services/billing";
import { addPackage } from "@/services/packages";
import { settle } from "@/services/payments";
import { type MoneyWorld, type Payer, PRICE } from "../support";
import { onlyConflict, type Story } from "./job";
import { directly, lapsed } from "./lives";

/** What is sold, given back and kept: each press is pressed again, as by somebody who saw no answer. */
export const billingStories = (world: MoneyWorld): Record<string, Story> => {
  const { job, owner } = world;
  const { actor } = owner;
  /** Online, with so much in the wallet. */
  const paidUp = async (walletCents: number) => {
    const payer = await lapsed(world);
    await settle(job, directly(world, payer, PRICE + walletCents));
    return payer;
  };
  return {
    "periods are bought from the wallet": async () => {
      const payer = await paidUp(PRICE);
      const { userId } = payer;
      await settle(job, directly(world, payer, 2 * PRICE));
      const { periodStart: seenFrom } = await quoteRenewal(job, { userId, periods: 2 });
      const input = { userId, periods: 2, seenFrom };
      const again = () => renewFromWallet(owner, input).catch(onlyConflict);
      return { payer, verb: "renewFromWallet", input, actor, again };
    },
    "a charge is paid by the wallet": async () => {
      const payer = await paidUp(70_000);
      const { customerId } = payer;
      const input = { formId: job.newId(), customerId, description: "Cable", amountCents: 58_000 };
      return { payer, verb: "addCharge", input, actor, again: () => addCharge(owner, input) };
    },
    "a part of a bill is given back": async () => {
      const payer = await paidUp(0);
      const billId = await lastBill(world, payer);
      const input = { formId: job.newId(), billId, amountCents: 33_333, reason: "Outage" };
      return { payer, verb: "creditBill", input, actor, again: () => creditBill(owner, input) };
    },
    "a package is changed now": async () => {
      const payer = await paidUp(2 * PRICE);
      const { packageId } = await addPackage(owner, {
        name: `Faster ${job.newId()}`,
        serviceType: "pppoe",
        downloadKbps: 20_000,
        uploadKbps: 20_000,
        priceCents: PRICE + 100_000,
        periodUnit: "month",
        periodCount: 1,
      });
      const { userId } = payer;
      const quote = await quotePackageChange(owner, { userId, packageId });
      const { quotedAt, creditCents, priceCents } = quote;
      const input = { userId, packageId, quotedAt, creditCents, priceCents };
      const again = () => changePackageNow(owner, input).catch(onlyConflict);
      return { payer, verb: "changePackageNow", input, actor, again };
    },
    "a user pauses": async () => {
      const payer = await paidUp(0);
      const input = { userId: payer.userId };
      const again = () => pauseUser(owner, input).catch(onlyConflict);
      return { payer, verb: "pauseUser", input, actor, again };
    },
    "who pays after use pauses": async () => {
      const payer = await paidUp(PRICE);
      const input = { userId: payer.userId };
      await setBillingMode(owner, { ...input, mode: "postpaid", billDay: 1 });
      world.clock.now = new Date(world.clock.now.getTime() + 45 * 86_400_000);
      const again = () => pauseUser(owner, input).catch(onlyConflict);
      return { payer, verb: "pauseUser", input, actor, again };
    },
    "a pause ends": async () => {
      const payer = await paidUp(0);
      const input = { userId: payer.userId };
      await pauseUser(owner, input);
      world.clock.now = new Date(world.clock.now.getTime() + 3 * 86_400_000);
      const again = () => resumePausedUser(owner, input).catch(onlyConflict);
      return { payer, verb: "resumePausedUser", input, actor, again };
    },
  };
};

async function lastBill({ db }: MoneyWorld, { customerId }: Payer): Promise<string> {
  const { bills } = schema;
  const [bill] = await db
    .select({ id: bills.id })
    .from(bills)
    .where(eq(bills.customerId, customerId))
    .orderBy(desc(bills.issuedAt), desc(bills.id));
  return bill?.id ?? "";
}
