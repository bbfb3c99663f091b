import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Db, executeRows } from "@/lib/db";
import { waitFor } from "@/tests/support/wait-for";

const Row = z.object({ left: z.coerce.number(), last: z.coerce.date().nullable() });
const LONG_MS = 600_000;

/** Waits until these users are in sync with what is wanted now; resolves to when the last was read back. */
export async function untilVerified(
  db: Db,
  userIds: readonly string[],
  options: { generation: number },
): Promise<Date> {
  const done = sql`s.status = 'in_sync' and s.observed_generation >= ${options.generation} and s.requested_seq = s.handled_seq`;
  const read = async () => {
    const [row] = await executeRows(
      db,
      sql`select count(*) filter (where not (${done})) as left, max(s.last_synced_at) as last
          from sync_states s where s.user_id = any(${sql.param([...userIds])}::uuid[])`,
      Row,
    );
    return row ?? { left: userIds.length, last: null };
  };
  const { last } = await waitFor(
    "everybody to be verified",
    read,
    ({ left }) => left === 0,
    LONG_MS,
  );
  return last ?? new Date(0);
}

export const secondsBetween = (from: Date, to: Date): number =>
  Number(((to.getTime() - from.getTime()) / 1000).toFixed(2));

/** Waits until the router has been compared after this moment; resolves to when. */
export async function untilReconciled(db: Db, routerId: string, after: Date): Promise<Date> {
  const read = async () => {
    const [row] = await executeRows(
      db,
      sql`select last_reconciled_at as at from router_states where router_id = ${routerId}::uuid`,
      z.object({ at: z.coerce.date().nullable() }),
    );
    return row?.at ?? new Date(0);
  };
  return waitFor("the router to be compared", read, (at) => at > after, LONG_MS);
}
