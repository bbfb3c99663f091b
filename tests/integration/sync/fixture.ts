import { createContext, type TxContext, withTransaction } from "@/lib/context";
import { encrypt } from "@/lib/crypto";
import { type Db, schema } from "@/lib/db";
import { defaultRouterSettings, type RouterSettings } from "@/lib/sync";

export const at = new Date("2026-06-01T08:00:00Z");
const DAY_MS = 86_400_000;
let counter = 0;

const one = <T>(rows: T[]): T => {
  const [row] = rows;
  if (!row) throw new Error("insert returned nothing");
  return row;
};

export interface RouterInput {
  host?: string;
  port?: number;
  password?: string;
  syncPolicy?: "observe_only" | "no_deletes" | "full";
  settings?: Partial<RouterSettings>;
}

/** A router row (managed in full unless told) with its state row. */
export async function insertRouter(db: Db, input: RouterInput = {}) {
  const n = ++counter;
  const id = crypto.randomUUID();
  const router = one(
    await db
      .insert(schema.routers)
      .values({
        id,
        name: `router-${n}`,
        host: input.host ?? "127.0.0.1",
        port: input.port ?? 9,
        apiUsername: "admin",
        apiPasswordEncrypted: encrypt(input.password ?? "", `router:${id}`),
        syncPolicy: input.syncPolicy ?? "full",
        settings: { ...defaultRouterSettings, ...input.settings },
      })
      .returning(),
  );
  await db.insert(schema.routerStates).values({ routerId: id });
  return router;
}

export async function insertPackage(
  db: Db,
  input: Partial<typeof schema.packages.$inferInsert> = {},
) {
  return one(
    await db
      .insert(schema.packages)
      .values({
        name: `Home ${++counter} Mbps`,
        serviceType: "pppoe",
        downloadKbps: 10_000,
        uploadKbps: 5_000,
        periodUnit: "day",
        periodCount: 1,
        priceCents: 5_000,
        ...input,
      })
      .returning(),
  );
}

export interface UserInput {
  routerId: string;
  packageId: string;
  username?: string;
  password?: string;
  serviceType?: "pppoe" | "static" | "hotspot";
  staticAddress?: string;
  macAddress?: string;
  status?: "active" | "suspended" | "closed";
  paidUntil?: Date | null;
}

const FAMILY = { pppoe: "ppp", static: "static", hotspot: "hotspot" } as const;

/** A customer with one user, PPPoE unless told; paid for one day more unless told. */
export async function insertUser(db: Db, input: UserInput) {
  const n = ++counter;
  const customer = one(
    await db
      .insert(schema.customers)
      .values({ name: `Wanjikũ ${n}`, accountNumber: String(60_000_000 + n) })
      .returning(),
  );
  const user = one(
    await db
      .insert(schema.users)
      .values({
        customerId: customer.id,
        routerId: input.routerId,
        packageId: input.packageId,
        serviceType: input.serviceType ?? "pppoe",
        serviceFamily: FAMILY[input.serviceType ?? "pppoe"],
        staticAddress: input.staticAddress,
        macAddress: input.macAddress,
        username: input.username ?? `user${n}`,
        status: input.status ?? "active",
        paidUntil:
          input.paidUntil === undefined ? new Date(at.getTime() + DAY_MS) : input.paidUntil,
      })
      .returning(),
  );
  if (input.serviceType !== "static")
    await insertCredential(db, user.id, 1, input.password ?? "pw1");
  return user;
}

export async function insertCredential(db: Db, userId: string, version: number, password: string) {
  const passwordEncrypted = encrypt(password, `user-credential:${userId}`);
  await db.insert(schema.userCredentials).values({ userId, version, passwordEncrypted });
}

/** Runs work as a job would, in one transaction, at the given time. */
export const inTransaction = <T>(db: Db, work: (ctx: TxContext) => Promise<T>, now = at) =>
  withTransaction(createContext({ kind: "job", id: "test" }, { db, now: () => now }), work);

/** The one row that says whose installation this is; its id is the mark on the routers. */
export async function insertInstallation(db: Db) {
  await db
    .insert(schema.installation)
    .values({ installationId: INSTALLATION_ID, appMode: "demo", operatorName: "Test ISP" });
}

export const INSTALLATION_ID = "0190a000-0000-7000-8000-000000000001";

/** The owner, who may do everything. */
export const staffContext = (db: Db) =>
  createContext({ kind: "staff", id: crypto.randomUUID(), role: "owner" }, { db });
