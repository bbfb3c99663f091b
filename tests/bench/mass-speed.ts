import { eq } from "drizzle-orm";
import { type Context, createContext } from "@/lib/context";
import { schema } from "@/lib/db";
import { expireDueUsers } from "@/services/billing";
import { updatePackage } from "@/services/packages";
import { settle } from "@/services/payments";
import { waitFor } from "@/tests/support/wait-for";
import { onlyRouter, wireFigures, withWorkingFleet } from "./fleet/measured";
import { latency, numbers } from "./fleet/options";
import { standing } from "./fleet/settled";
import { secondsBetween, untilVerified } from "./fleet/verified";
import type { BenchFleet, BenchRouter } from "./fleet/world";
import type { Figure } from "./report";

const UPLOAD_KBPS = 8_000;
const DOWNLOAD_KBPS = 16_000;

/**
 * A package's speed changes for everybody who has it, on one router, all of them online; meanwhile one of them, who had
 * been cut off, pays. From the verb until each is read back with the new speed and every old session is ended. Real job
 * server and functions. `--users N`, `--latency MS`.
 */
export async function run(args: string[]): Promise<Figure[]> {
  const { users, latency: latencyMs } = numbers(args, {
    users: { default: 2_000, min: 2, max: 20_000 },
    latency,
  });
  return withWorkingFleet({ routers: 1, users, latencyMs, online: true }, measure);
}

async function measure(fleet: BenchFleet): Promise<Figure[]> {
  const router = onlyRouter(fleet);
  const { userIds, simulated } = router;
  const [payer = ""] = userIds;
  const others = userIds.slice(1);
  await cutOff(fleet, payer);
  const before = (await simulated.sessions()).map((session) => session.id);
  await simulated.resetLog();
  const startedAt = new Date();
  await changeSpeed(fleet);
  const declaredAt = new Date();
  await waitFor("the crowd to be worked on", async () => (await simulated.counters()).writes > 0);
  const paidAt = new Date();
  await pay(fleet, payer);
  const payerAt = await untilVerified(fleet.db, [payer], { generation: 4 });
  const last = await untilVerified(fleet.db, others, { generation: 2 });
  const kicks = await kicked(router);
  const once = new Set(kicks);
  if (before.some((id) => !once.has(id))) throw new Error("not every old session was ended");
  return [
    { metric: "verified_s", value: secondsBetween(startedAt, last), unit: "s" },
    { metric: "declared_s", value: secondsBetween(startedAt, declaredAt), unit: "s" },
    { metric: "payer_verified_s", value: secondsBetween(paidAt, payerAt), unit: "s" },
    { metric: "payer_before_crowd_s", value: secondsBetween(payerAt, last), unit: "s" },
    { metric: "sessions_ended", value: kicks.length, unit: "" },
    { metric: "sessions_ended_again", value: kicks.length - before.length, unit: "" },
    ...(await wireFigures(router)),
  ];
}

async function cutOff({ db, job, routers }: BenchFleet, userId: string): Promise<void> {
  const [router] = routers;
  const past = new Date(Date.now() - 1_000);
  await db.update(schema.users).set({ paidUntil: past }).where(eq(schema.users.id, userId));
  await expireDueUsers(job);
  await untilVerified(db, [userId], { generation: 2 });
  if (router && (await standing(router)).disabled !== 1) throw new Error("nobody was cut off");
}

async function changeSpeed({ db, owner, packageId }: BenchFleet): Promise<void> {
  const [item] = await db.select().from(schema.packages).where(eq(schema.packages.id, packageId));
  if (!item) throw new Error("no package");
  const { name, priceCents, version, periodUnit, periodCount } = item;
  await updatePackage(owner, {
    packageId,
    version,
    name,
    priceCents,
    periodUnit,
    periodCount,
    downloadKbps: DOWNLOAD_KBPS,
    uploadKbps: UPLOAD_KBPS,
  });
}

/** Cash over the counter: the same way into the engine as M-Pesa's. */
async function pay({ db, packageId }: BenchFleet, userId: string): Promise<void> {
  const [user] = await db.select().from(schema.users).where(eq(schema.users.id, userId));
  const [item] = await db.select().from(schema.packages).where(eq(schema.packages.id, packageId));
  const [till] = await db
    .insert(schema.paymentChannels)
    .values({ name: "Desk", provider: "cash", environment: "simulator", kind: "cash" })
    .returning();
  if (!user || !item || !till) throw new Error("nobody to pay, or nothing to pay for");
  const ctx: Context = createContext({ kind: "job", id: "bench" }, { db });
  await db.update(schema.users).set({ autoRenew: true }).where(eq(schema.users.id, userId));
  await settle(ctx, {
    kind: "cash",
    channelId: till.id,
    customerId: user.customerId,
    receipt: "CASH-BENCH-1",
    amountCents: item.priceCents,
    paidAt: new Date(),
    receivedAt: new Date(),
  });
}

async function kicked({ simulated }: BenchRouter): Promise<string[]> {
  const writes = await simulated.writes();
  return writes
    .filter((command) => command.path === "/ppp/active/remove")
    .flatMap((command) => command.words.filter((word) => word.startsWith("=.id=")))
    .flatMap((word) => word.slice("=.id=".length).split(","));
}
