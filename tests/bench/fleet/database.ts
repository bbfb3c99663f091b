import { afterCommitWork } from "@/lib/context";
import { closeDb, type Db, getDb } from "@/lib/db";
import { freePort } from "@/scripts/postgres/free-port";
import { applyTestEnv } from "@/tests/support/test-env";
import { withDurablePostgres } from "../durable-postgres";

export interface BenchDatabase {
  db: Db;
  url: string;
  home: string;
  /** Where events are sent to, whether or not a job server listens there. */
  jobsPort: number;
}

/** A durable Postgres of this benchmark's own, as the product's database. */
export const withBenchDatabase = <T>(work: (database: BenchDatabase) => Promise<T>): Promise<T> =>
  withDurablePostgres(async ({ url, home }) => {
    const jobsPort = await freePort();
    process.env.INNGEST_BASE_URL = `http://127.0.0.1:${jobsPort}`;
    applyTestEnv(url);
    try {
      return await work({ db: getDb(), url, home, jobsPort });
    } finally {
      await afterCommitWork();
      await closeDb();
    }
  });
