import { env } from "../env";
import { type Connection, connect, type Db } from "./connect";

// Kept on globalThis: hot reload and separate bundles must share one pool.
const holder = globalThis as typeof globalThis & { ispDb?: Connection };

/** The process-wide database handle. */
export function getDb(): Db {
  holder.ispDb ??= connect(env().DATABASE_URL, {
    maxConnections: env().DATABASE_POOL_SIZE,
    neonProxy: env().NEON_WS_PROXY,
    driver: env().NEON_WS_PROXY ? "neon" : undefined,
    niceness: env().DATABASE_NICENESS,
    namedStatements: env().DATABASE_NAMED_STATEMENTS === "on",
  });
  return holder.ispDb.db;
}

/** Closes the process-wide pool: for scripts that end before their database does. */
export async function closeDb(): Promise<void> {
  await holder.ispDb?.close();
  holder.ispDb = undefined;
}
