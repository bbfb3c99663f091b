import { setPriority } from "node:os";
import { Pool as NeonPool, neonConfig } from "@neondatabase/serverless";
import type { ExtractTablesWithRelations } from "drizzle-orm";
import { drizzle as drizzleNeon } from "drizzle-orm/neon-serverless";
import { drizzle as drizzlePg } from "drizzle-orm/node-postgres";
import type { PgDatabase, PgQueryResultHKT, PgTransaction } from "drizzle-orm/pg-core";
import pg from "pg";
import ws from "ws";
import * as schema from "../../drizzle/schema";
import { logger } from "../logger";
import { NamingClient } from "./naming-client";
import { SerialClient } from "./serial-client";

type Schema = typeof schema;
export type Db = PgDatabase<PgQueryResultHKT, Schema>;
export type Tx = PgTransaction<PgQueryResultHKT, Schema, ExtractTablesWithRelations<Schema>>;

export interface Connection {
  db: Db;
  driver: "pg" | "neon";
  close(): Promise<void>;
}

export interface ConnectOptions {
  maxConnections?: number;
  /** Force a driver; by default a *.neon.tech host gets Neon's, any other gets pg. */
  driver?: "pg" | "neon";
  /** host:port of a WebSocket→TCP bridge for Neon's driver, used to prove it against a local Postgres. */
  neonProxy?: string;
  /** Statements are named and planned once per connection (pg's driver only): for a Postgres without a pooler before it. */
  namedStatements?: boolean;
  /** How far the connections' server processes stand back (pg's driver only): for a Postgres on this machine. */
  niceness?: number;
}

const isNeonUrl = (url: string) => new URL(url).hostname.endsWith(".neon.tech");

/** Opens a pool on any Postgres URL with the driver that fits it. Connects lazily. */
export function connect(url: string, options: ConnectOptions = {}): Connection {
  const max = options.maxConnections ?? 10;
  const driver = options.driver ?? (isNeonUrl(url) ? "neon" : "pg");
  return driver === "neon"
    ? connectNeon(url, max, options.neonProxy)
    : connectPg(url, max, options);
}

function connectPg(url: string, max: number, options: ConnectOptions): Connection {
  const Client = options.namedStatements ? NamingClient : SerialClient;
  const pool = new pg.Pool({ connectionString: url, max, Client });
  // Without a listener an idle connection's loss would end the process.
  pool.on("error", (error) => logger.warn({ error: error.message }, "database connection lost"));
  const { niceness } = options;
  if (niceness) pool.on("connect", (client) => standBack(client, niceness));
  return { db: drizzlePg(pool, { schema }), driver: "pg", close: () => pool.end() };
}

/** A crowd of jobs must not take the database's processors from who is waiting for an answer. */
function standBack(client: pg.PoolClient, niceness: number) {
  const { processID } = client as pg.PoolClient & { processID?: number };
  try {
    if (processID) setPriority(processID, niceness);
  } catch {
    // Another account's process: it stays as quick as the rest.
  }
}

function connectNeon(url: string, max: number, proxy?: string): Connection {
  neonConfig.webSocketConstructor = ws;
  if (proxy) {
    neonConfig.wsProxy = () => proxy;
    neonConfig.useSecureWebSocket = false;
    neonConfig.pipelineConnect = false;
    neonConfig.pipelineTLS = false;
  }
  const pool = new NeonPool({ connectionString: url, max });
  pool.on("error", (error: Error) =>
    logger.warn({ error: error.message }, "database connection lost"),
  );
  return { db: drizzleNeon(pool, { schema }), driver: "neon", close: () => pool.end() };
}
