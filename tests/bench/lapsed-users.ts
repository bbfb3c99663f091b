import { addDays } from "date-fns";
import { and, eq, inArray, ne, or } from "drizzle-orm";
import { createContext } from "@/lib/context";
import { type Db, schema } from "@/lib/db";
import { onboardCustomer } from "@/services/customers";
import { settle } from "@/services/payments";
import { waitFor } from "@/tests/support/wait-for";

export interface Payer {
  customerId: string;
  userId: string;
  phone: string;
}

const { packages, paymentChannels, routers, staff, syncStates } = schema;
const PACKAGE = "Home 5 Mbps";
const DAYS_AGO = 45;

/** Customers of the demo ISP who paid a month long ago; resolves when the routers hold them, without access. */
export async function createLapsedUsers(db: Db, count: number): Promise<Payer[]> {
  const [owner] = await db.select().from(staff).where(eq(staff.role, "owner"));
  const [item] = await db.select().from(packages).where(eq(packages.name, PACKAGE));
  const [till] = await db.select().from(paymentChannels).where(eq(paymentChannels.kind, "cash"));
  const allRouters = await db.select().from(routers);
  if (!owner || !item || !till) throw new Error("the demo ISP is not there");
  const past = addDays(new Date(), -DAYS_AGO);
  const ctx = createContext(
    { kind: "staff", id: owner.id, role: "owner" },
    { db, now: () => past },
  );
  const payers: Payer[] = [];
  for (let n = 0; n < count; n++) {
    const phone = `+25479${String(1_000_000 + n)}`;
    const routerId = allRouters[n % allRouters.length]?.id ?? "";
    const user = { username: `bench${n}`, packageId: item.id, routerId };
    const { customerId, userId } = await onboardCustomer(ctx, { name: `Bench ${n}`, phone, user });
    await settle(ctx, {
      kind: "cash",
      channelId: till.id,
      customerId,
      receipt: `CASH-BENCH-${n}`,
      amountCents: item.priceCents,
      paidAt: past,
      receivedAt: past,
    });
    payers.push({ customerId, userId, phone });
  }
  const userIds = payers.map(({ userId }) => userId);
  const unsettled = or(ne(syncStates.status, "in_sync"), eq(syncStates.online, true));
  await waitFor(
    "the routers to hold the lapsed users",
    () => db.$count(syncStates, and(inArray(syncStates.userId, userIds), unsettled)),
    (left) => left === 0,
    300_000,
  );
  return payers;
}
