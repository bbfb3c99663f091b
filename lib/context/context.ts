import { v7 } from "uuid";
import { type Db, getDb, type Tx } from "../db";
import { type Logger, logger } from "../logger";
import type { Actor } from "./actor";
import type { Company } from "./company";
import type { Later } from "./later";

/** What a verb is given: who asks, what time it is, and the database (or the caller's transaction). */
export interface Context {
  actor: Actor;
  now: () => Date;
  newId: () => string;
  db: Db;
  requestId: string;
  log: Logger;
  tx?: Tx;
  /** Runs after the outermost transaction has committed; failures are logged, never thrown. */
  afterCommit?: (() => Promise<void> | void)[];
  later?: Later;
  /** Others that share this transaction. */
  company?: Company;
}

export interface TxContext extends Context {
  tx: Tx;
  afterCommit: (() => Promise<void> | void)[];
  later: Later;
}

export interface ContextOptions {
  now?: () => Date;
  newId?: () => string;
  db?: Db;
  requestId?: string;
}

/** A fresh context for one request or one job step. */
export function createContext(actor: Actor, options: ContextOptions = {}): Context {
  const requestId = options.requestId ?? v7();
  return {
    actor,
    now: options.now ?? (() => new Date()),
    newId: options.newId ?? v7,
    db: options.db ?? getDb(),
    requestId,
    log: logger.child({ requestId, actor: `${actor.kind}:${actor.id}` }),
  };
}

/** The handle for reads: the transaction if there is one, else the pool. */
export const handle = (ctx: Context): Db | Tx => ctx.tx ?? ctx.db;
