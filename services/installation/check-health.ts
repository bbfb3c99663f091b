import { sql } from "drizzle-orm";
import { getDb } from "@/lib/db";

/** True when the database answers. Open to everybody: it says nothing else. */
export async function checkHealth(): Promise<boolean> {
  return getDb()
    .execute(sql`select 1`)
    .then(
      () => true,
      () => false,
    );
}
