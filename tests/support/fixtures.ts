import { type Context, createContext } from "@/lib/context";
import { encrypt } from "@/lib/crypto";
import { type Db, schema } from "@/lib/db";
import { defaultRouterSettings } from "@/lib/sync/router-settings";
import { setUpInstallation } from "@/services/installation";
import { addPackage } from "@/services/packages";

export interface Fixture {
  db: Db;
  owner: Context;
  job: Context;
  routerId: string;
  packageId: string;
}

/**
 * The least an ISP needs: installation, an owner, one managed router (at the given port) and one package
 * (10/5 Mbps, a month for KES 2,500).
 */
export async function createIsp(
  db: Db,
  options: { now?: () => Date; routerPort?: number } = {},
): Promise<Fixture> {
  const job = createContext({ kind: "job", id: "test" }, { db, now: options.now });
  await setUpInstallation(job, {
    installationId: "0190a000-0000-7000-8000-000000000001",
    appMode: "demo",
    operatorName: "Savanna Net",
  });
  const ownerId = job.newId();
  await db
    .insert(schema.staff)
    .values({ id: ownerId, email: "owner@test.isp", name: "Owner", role: "owner" });
  const owner = createContext(
    { kind: "staff", id: ownerId, role: "owner" },
    { db, now: options.now },
  );
  const routerId = job.newId();
  await db.insert(schema.routers).values({
    id: routerId,
    name: "Test tower",
    host: "127.0.0.1",
    port: options.routerPort ?? 1,
    apiUsername: "isp-api",
    apiPasswordEncrypted: encrypt("router-password", `router:${routerId}`),
    syncPolicy: "full",
    settings: defaultRouterSettings,
  });
  await db.insert(schema.routerStates).values({ routerId });
  const { packageId } = await addPackage(owner, {
    name: "Home 10 Mbps",
    serviceType: "pppoe",
    downloadKbps: 10_000,
    uploadKbps: 5_000,
    periodUnit: "month",
    periodCount: 1,
    priceCents: 250_000,
  });
  return { db, owner, job, routerId, packageId };
}
