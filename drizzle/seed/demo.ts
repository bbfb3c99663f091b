import { hash } from "@node-rs/argon2";
import { addDays, addHours, addMonths, addWeeks } from "date-fns";
import { and, eq, ne, sql } from "drizzle-orm";
import { type Context, createContext, type TxContext, withTransaction } from "@/lib/context";
import { getDb, schema } from "@/lib/db";
import { inNairobi, startOfDay } from "@/lib/time";
import { expireDueUsers } from "@/services/billing";
import { onboardCustomer } from "@/services/customers";
import { addPackage } from "@/services/packages";
import { settle } from "@/services/payments";
import { addRouter, startManaging } from "@/services/routers";
import { DEMO_CUSTOMERS, DEMO_PACKAGES, type DemoCustomer } from "./demo-customers";
import { DEMO_STAFF } from "./demo-people";

export interface DemoRouters {
  a: { port: number };
  b: { port: number };
  username: string;
  password: string;
}

const INSTALLATION_FEE_CENTS = 200_000;
const ROUTER_NAMES = { a: "Kilimani tower", b: "Ruaka hub" };

/**
 * Fills an empty demo database through the product's own verbs, with the clock turned back: staff, routers,
 * packages, customers and some months of cash payments. All or nothing. Returns false when it was done before.
 */
export async function seedDemo(routers: DemoRouters): Promise<boolean> {
  const db = getDb();
  const existing = await db.select({ id: schema.staff.id }).from(schema.staff).limit(1);
  if (existing.length > 0) {
    await followPorts(routers);
    return false;
  }
  const job = createContext({ kind: "job", id: "demo-seed" });
  await withTransaction(job, async (tx) => {
    const ownerId = await seedStaff(tx);
    const staff: Context = { ...tx, actor: { kind: "staff", id: ownerId, role: "owner" } };
    const routerIds = await seedRouters(staff, routers);
    const packageIds = await seedPackages(staff);
    await seedTaxRates(tx);
    const [till] = await tx.tx
      .insert(schema.paymentChannels)
      .values({ name: "Office till", provider: "cash", environment: "simulator", kind: "cash" })
      .returning();
    if (!till) throw new Error("no till");
    const seed = { staff, routerIds, packageIds, tillId: till.id };
    for (const [index, customer] of DEMO_CUSTOMERS.entries())
      await seedCustomer(seed, customer, index);
    for (const routerId of Object.values(routerIds)) await startManaging(staff, { routerId });
    await forgetThePast(tx);
  });
  // Whose package has run out is cut before anybody looks, not at the next tick.
  await expireDueUsers(job);
  return true;
}

/** The simulators take other ports than last time when those are taken: then the demo's routers have moved. */
async function followPorts({ a, b }: DemoRouters) {
  for (const [name, { port }] of [
    [ROUTER_NAMES.a, a],
    [ROUTER_NAMES.b, b],
  ] as const) {
    const here = and(
      eq(schema.routers.name, name),
      eq(schema.routers.host, "127.0.0.1"),
      ne(schema.routers.port, port),
    );
    await getDb().update(schema.routers).set({ port }).where(here);
  }
}

async function seedStaff(ctx: Context): Promise<string> {
  let ownerId = "";
  const passwordHash = await hash(DEMO_STAFF.password);
  for (const person of DEMO_STAFF.people) {
    const id = ctx.newId();
    if (person.role === "owner") ownerId = id;
    await (ctx.tx ?? ctx.db).insert(schema.staff).values({ id, ...person, passwordHash });
  }
  return ownerId;
}

async function seedRouters(ctx: Context, { a, b, username, password }: DemoRouters) {
  const add = (name: string, port: number) =>
    addRouter(ctx, {
      name,
      host: "127.0.0.1",
      port,
      transport: "plain",
      apiUsername: username,
      apiPassword: password,
    });
  return {
    a: (await add(ROUTER_NAMES.a, a.port)).routerId,
    b: (await add(ROUTER_NAMES.b, b.port)).routerId,
  };
}

/** Internet's taxes in Kenya: VAT since 2013, excise since the Finance Act 2023. In the past, where no verb may put them. */
async function seedTaxRates(ctx: TxContext) {
  await ctx.tx.insert(schema.taxRates).values([
    { id: ctx.newId(), kind: "vat", rateBasisPoints: 1600, validFrom: startOfDay("2013-09-02") },
    { id: ctx.newId(), kind: "excise", rateBasisPoints: 1500, validFrom: startOfDay("2023-07-01") },
  ]);
}

async function seedPackages(ctx: Context): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  for (const item of DEMO_PACKAGES) {
    const { packageId } = await addPackage(ctx, { serviceType: "pppoe", ...item });
    ids.set(item.name, packageId);
  }
  return ids;
}

/** The texts of past months were never sent, and nobody waited for those payments: neither may show up as news. */
async function forgetThePast(ctx: TxContext) {
  const at = sql`${schema.messages.createdAt}`;
  await ctx.tx
    .update(schema.messages)
    .set({ status: "delivered", sentAt: at, deliveredAt: at, nextAttemptAt: null });
  await ctx.tx.delete(schema.restorations);
}

interface Seed {
  staff: Context;
  routerIds: { a: string; b: string };
  packageIds: Map<string, string>;
  tillId: string;
}

/** Onboards in the past and pays period after period, each a moment after the last one ended. */
async function seedCustomer(seed: Seed, customer: DemoCustomer, index: number) {
  const { staff, routerIds, packageIds, tillId } = seed;
  const item = DEMO_PACKAGES.find((p) => p.name === customer.packageName);
  const packageId = packageIds.get(customer.packageName);
  if (!item || !packageId) throw new Error(`no package ${customer.packageName}`);
  const until = addHours(new Date(), customer.hoursLeft);
  const starts = Array.from({ length: customer.periodsPaid }, (_, i) =>
    stepBack(until, item.periodUnit, customer.periodsPaid - i),
  );
  const at = (moment: Date): Context => ({ ...staff, now: () => moment });
  const { customerId } = await onboardCustomer(at(starts[0] ?? until), {
    name: customer.name,
    phone: customer.phone,
    address: customer.address,
    user: {
      username: customer.username,
      packageId,
      routerId: routerIds[customer.router],
      staticAddress: customer.staticAddress,
    },
    fees: [{ description: "Installation", amountCents: INSTALLATION_FEE_CENTS }],
  });
  for (const [period, start] of starts.entries()) {
    await settle(at(start), {
      kind: "cash",
      channelId: tillId,
      customerId,
      receipt: `CASH-${String(index + 1).padStart(3, "0")}-${period + 1}`,
      amountCents: item.priceCents + (period === 0 ? INSTALLATION_FEE_CENTS : 0),
      paidAt: start,
      receivedAt: start,
    });
  }
}

function stepBack(
  from: Date,
  unit: (typeof DEMO_PACKAGES)[number]["periodUnit"],
  count: number,
): Date {
  const local = inNairobi(from);
  if (unit === "month") return new Date(addMonths(local, -count).getTime());
  return new Date((unit === "week" ? addWeeks(local, -count) : addDays(local, -count)).getTime());
}
