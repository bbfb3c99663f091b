import type { Db } from "@/lib/db";

/** Meanwhile the app answers and cannot keep what it is told, as while it is being replaced. */
export async function withBrokenInbox<T>(db: Db, work: () => Promise<T>): Promise<T> {
  await db.execute("alter table callback_inbox rename to callback_inbox_away");
  try {
    return await work();
  } finally {
    await db.execute("alter table callback_inbox_away rename to callback_inbox");
  }
}
