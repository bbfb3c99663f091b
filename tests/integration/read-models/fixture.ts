import { v7 } from "uuid";
import { type Actor, createContext } from "@/lib/context";
import { type Db, schema } from "@/lib/db";
import { hashPhone } from "@/lib/phone";
import { defaultRouterSettings } from "@/lib/sync";

export const NOW = new Date("2026-06-10T09:00:00Z");
export const at = (hours: number) => new Date(NOW.getTime() + hours * 3_600_000);

const support: Actor = { kind: "staff", id: v7(), role: "support" };
export const contextAs = (db: Db, actor: Actor = support) =>
  createContext(actor, { db, now: () => NOW });

let count = 0;
const next = () => ++count;

export async function addRouter(db: Db, values: Partial<typeof schema.routers.$inferInsert> = {}) {
  const router = {
    id: v7(),
    name: `Router ${next()}`,
    host: "10.0.0.1",
    port: 8728,
    apiUsername: "isp",
    apiPasswordEncrypted: "sealed",
    settings: defaultRouterSettings,
    ...values,
  };
  await db.insert(schema.routers).values(router);
  return router;
}

export async function addPackage(
  db: Db,
  values: Partial<typeof schema.packages.$inferInsert> = {},
) {
  const item = {
    id: v7(),
    name: `Package ${next()}`,
    serviceType: "pppoe" as const,
    downloadKbps: 10_000,
    uploadKbps: 5_000,
    periodUnit: "month" as const,
    periodCount: 1,
    priceCents: 250_000,
    ...values,
  };
  await db.insert(schema.packages).values(item);
  return item;
}

export async function addCustomer(
  db: Db,
  values: Partial<typeof schema.customers.$inferInsert> & { phone?: string } = {},
) {
  const serial = next();
  const { phone = `+2547110${String(serial).padStart(5, "0")}`, ...rest } = values;
  const customer = {
    id: v7(),
    accountNumber: `2${String(3_000_000 + serial)}`,
    name: `Customer ${serial}`,
    createdAt: at(-100 + serial),
    ...rest,
  };
  await db.insert(schema.customers).values(customer);
  await db.insert(schema.customerPhones).values({
    customerId: customer.id,
    phone,
    phoneHash: hashPhone(phone),
    primary: true,
  });
  return { ...customer, phone };
}

export interface UserParts {
  customerId: string;
  routerId: string;
  packageId: string;
}

export async function addUser(
  db: Db,
  parts: UserParts,
  values: Partial<typeof schema.users.$inferInsert> = {},
  sync: Partial<typeof schema.syncStates.$inferInsert> = {},
) {
  const user = {
    id: v7(),
    ...parts,
    serviceType: "pppoe" as const,
    serviceFamily: "ppp" as const,
    username: `user${next()}`,
    ...values,
  };
  await db.insert(schema.users).values(user);
  await db
    .insert(schema.syncStates)
    .values({ userId: user.id, routerId: user.routerId, status: "in_sync", ...sync });
  return user;
}

export async function addChannel(db: Db) {
  const channel = {
    id: v7(),
    name: "Paybill",
    provider: "mpesa" as const,
    environment: "simulator" as const,
    kind: "paybill" as const,
    shortcode: "600000",
  };
  await db.insert(schema.paymentChannels).values(channel);
  return channel;
}

export async function addPayment(
  db: Db,
  values: Partial<typeof schema.payments.$inferInsert> & { channelId: string },
) {
  const payment = {
    id: v7(),
    provider: "mpesa" as const,
    environment: "simulator" as const,
    receipt: `TEST${String(next()).padStart(6, "0")}`,
    status: "credited" as const,
    source: "stk_callback" as const,
    amountCents: 250_000,
    paidAt: at(-1),
    ...values,
  };
  await db.insert(schema.payments).values(payment);
  return payment;
}
