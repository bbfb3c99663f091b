import { sql } from "drizzle-orm";
import { createContext } from "@/lib/context";
import { randomToken, sha256 } from "@/lib/crypto";
import { getDb, grantAppRole, migrate, ownsTables, schema } from "@/lib/db";
import { env } from "@/lib/env";
import { setUpInstallation } from "@/services/installation";
import type { Database } from "./database";
import type { StartOptions } from "./options";

const ctx = () => createContext({ kind: "job", id: "start" });
const LINK_HOURS = 24;

/**
 * Migrates as the owner, gives the app's role what it needs and no more, and fixes at first boot which installation this
 * database is.
 */
export async function prepareDatabase(
  options: StartOptions,
  database: Database,
  say: (line: string) => void,
): Promise<{ created: boolean; paused: boolean }> {
  await migrate(database.ownerUrl);
  if (database.appRole) await grantAppRole(database.ownerUrl, database.appRole);
  if (await ownsTables(database.url))
    say(
      "! The app connects as the owner of its tables, who could take the ledger's guards off. Set DATABASE_MIGRATION_URL to the owner and DATABASE_URL to a role of the app's own (see README).",
    );
  const demo = options.APP_MODE === "demo";
  return setUpInstallation(ctx(), {
    installationId: env().INSTALLATION_ID,
    appMode: options.APP_MODE,
    operatorName: options.OPERATOR_NAME ?? (demo ? "Savanna Net" : "My ISP"),
  });
}

/** Live mode: while no owner has a password, a new one-time link to set it; undefined afterwards. */
export async function createOwnerLink(
  options: StartOptions,
  appUrl: string,
): Promise<string | undefined> {
  const db = getDb();
  const [ready] = await db
    .select({ id: schema.staff.id })
    .from(schema.staff)
    .where(sql`${schema.staff.role} = 'owner' and ${schema.staff.passwordHash} is not null`)
    .limit(1);
  if (ready) return undefined;
  const email = options.OWNER_EMAIL;
  if (!email)
    throw new Error(
      "Nobody can sign in yet: set OWNER_EMAIL to the owner's address and start again.",
    );
  const owner = { email, name: "Owner", role: "owner" as const };
  await db.insert(schema.staff).values(owner).onConflictDoNothing();
  const [row] = await db
    .select()
    .from(schema.staff)
    .where(sql`lower(${schema.staff.email}) = lower(${email})`);
  const token = randomToken();
  await db.insert(schema.signInCodes).values({
    purpose: "owner_setup",
    staffId: row?.id,
    codeHash: sha256(token),
    expiresAt: new Date(Date.now() + LINK_HOURS * 3_600_000),
  });
  return `${appUrl}/setup/${token}`;
}
