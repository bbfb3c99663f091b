import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Db, executeRows } from "@/lib/db";
import { waitFor } from "@/tests/support";

const Row = z.object({ pid: z.number() });

/** A dead process's locks stand until Postgres has noticed its death; sweeps leave what is locked alone. */
export const transactionsUndone = (db: Db) =>
  waitFor(
    "the dead process's transaction to be undone",
    () =>
      executeRows(
        db,
        sql`select pid from pg_stat_activity
          where datname = current_database() and pid <> pg_backend_pid() and xact_start is not null`,
        Row,
      ),
    (others) => others.length === 0,
  );
