import { eq } from "drizzle-orm";
import { afterAll, afterEach } from "vitest";
import { createContext } from "@/lib/context";
import { schema } from "@/lib/db";
import { closeAllRouters } from "@/lib/routeros";
import { renewFromWallet } from "@/services/billing";
import { addPackage } from "@/services/packages";
import { settle } from "@/services/payments";
import { syncUser } from "@/services/sync";
import { startRouterOsSimulator } from "@/tests/simulators/routeros";
import { createTestDatabase, expectBooksInOrder, waitFor } from "@/tests/support";
import { createMoneyWorld, newReceipt, type Payer, PRICE } from "../money/support";
import { startEventSink } from "./event-sink";

/** 100 MB: a hundred seconds of the devices here. */
export const CAP = 100_000_000;

/** Customers of a capped hotspot package who pay, and a router that counts what they use. */
export async function startAllowanceWorld() {
  await startEventSink();
  const { db } = await createTestDatabase();
  const world = await createMoneyWorld(db);
  const simulator = await startRouterOsSimulator({
    redialSeconds: 0.05,
    users: [{ name: "isp-api", password: "router-password" }],
  });
  await db.update(schema.routers).set({ port: simulator.port });
  await db.update(schema.installation).set({ pausedAt: null, pausedReason: null });
  afterEach(() => expectBooksInOrder(db, { now: world.clock.now }));
  afterAll(async () => {
    await closeAllRouters();
    await simulator.close();
  });
  // Leases are taken by real time: the money's clock stands still.
  const engine = createContext({ kind: "job", id: "test" }, { db });
  const { packageId } = await addPackage(world.owner, {
    name: "Cafe",
    serviceType: "hotspot",
    downloadKbps: 10_000,
    uploadKbps: 5_000,
    periodUnit: "month",
    periodCount: 1,
    priceCents: PRICE,
    dataCapBytes: CAP,
  });
  const cappedPayer = async (): Promise<Payer> => {
    const payer = await world.addPayer();
    await db
      .update(schema.users)
      .set({ packageId, serviceType: "hotspot", serviceFamily: "hotspot" })
      .where(eq(schema.users.id, payer.userId));
    return payer;
  };
  const nameOf = async (payer: Payer) => {
    const [user] = await db.select().from(schema.users).where(eq(schema.users.id, payer.userId));
    return user?.username ?? "";
  };
  const pay = (payer: Payer, amountCents = PRICE) =>
    settle(world.job, {
      ...world.base(),
      kind: "c2b_confirmation",
      receipt: newReceipt(),
      amountCents,
      accountReference: payer.accountNumber,
    });
  const sync = (payer: Payer) =>
    syncUser(engine, { userId: payer.userId, routerId: world.routerId });
  const rowOf = (name: string) =>
    simulator.rows("/ip/hotspot/user").find((row) => row.name === name) ?? {};
  const isOnline = (name: string) =>
    simulator.rows("/ip/hotspot/active").some((row) => row.user === name);
  let last = 0;
  const connect = (user: string) => {
    const mac = `06:00:00:00:01:0${++last}`;
    const password = rowOf(user).password ?? "";
    simulator.connectHotspot({ mac, user, password, downloadKbps: 8_000, uploadKbps: 0 });
    return waitFor("the sign-in", () => isOnline(user));
  };
  return {
    ...{ db, world, engine, simulator, cappedPayer, nameOf, pay, sync, rowOf, isOnline },
    /** What the customer does who is out of data: pays, and buys the next period with it at once. */
    payAhead: async (payer: Payer) => {
      await pay(payer);
      await renewFromWallet(world.owner, { userId: payer.userId, periods: 1 });
    },
    stateOf: async (payer: Payer) => {
      const [row] = await db
        .select()
        .from(schema.syncStates)
        .where(eq(schema.syncStates.userId, payer.userId));
      return row;
    },
    /** Takes the device away that signed in last. */
    disconnectLast: () => simulator.disconnectHotspot(`06:00:00:00:01:0${last}`),
    /** A payer of a capped package, with a device that has signed in. */
    onlinePayer: async () => {
      const payer = await cappedPayer();
      const name = await nameOf(payer);
      await pay(payer);
      await sync(payer);
      await connect(name);
      return { payer, name };
    },
    /** 100 MB at 1 MB a second. */
    useUp: async (name: string) => {
      simulator.advance(CAP / 1_000_000 + 1);
      await waitFor("the end of the data", () => !isOnline(name));
    },
  };
}
