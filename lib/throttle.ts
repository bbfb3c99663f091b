import { RateLimiterPostgres, RateLimiterRes } from "rate-limiter-flexible";
import { countOf } from "./count-of";
import type { Db } from "./db";
import { AppError } from "./errors";

export interface ThrottleRule {
  /** What is counted; also the first part of the stored key. */
  name: string;
  /** So many within the duration are let through. */
  points: number;
  durationSeconds: number;
}

interface Scope {
  db: Db;
}

/** The pool under drizzle's handle: pg's and Neon's answer the same `query`. */
const poolOf = (db: Db): unknown => (db as Db & { $client: unknown }).$client;

const limiter = ({ db }: Scope, rule: ThrottleRule) =>
  new RateLimiterPostgres({
    storeClient: poolOf(db),
    storeType: "pool",
    tableName: "rate_limits",
    tableCreated: true,
    clearExpiredByTimeout: false,
    keyPrefix: rule.name,
    points: rule.points,
    duration: rule.durationSeconds,
  });

/** "2 minutes", "1 hour"; never less than is true. */
const inWords = (ms: number): string => {
  const minutes = Math.ceil(ms / 60_000);
  const [count, unit] = minutes < 60 ? [minutes, "minute"] : [Math.ceil(minutes / 60), "hour"];
  return countOf(count, unit);
};

/**
 * Counts one try, in Postgres, shared by all processes, before the try is made, so that many at the same
 * moment cannot slip through. Throws AppError `rate_limited` with the time to wait.
 */
export async function throttle(scope: Scope, rule: ThrottleRule, key: string): Promise<void> {
  try {
    await limiter(scope, rule).consume(key.slice(0, 200));
  } catch (refused) {
    if (!(refused instanceof RateLimiterRes)) throw refused;
    const wait = inWords(refused.msBeforeNext);
    throw new AppError("rate_limited", `Too many attempts. Please try again in ${wait}.`);
  }
}

/** Gives one try back: it succeeded, so it says nothing about guessing. */
export async function refundThrottle(scope: Scope, rule: ThrottleRule, key: string): Promise<void> {
  await limiter(scope, rule).reward(key.slice(0, 200));
}
