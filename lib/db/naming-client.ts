import type pg from "pg";
import { isStatement, SerialClient } from "./serial-client";

// Each connection keeps a plan for each name; texts beyond this many (lists of odd lengths, say) stay nameless.
const MAX_NAMES = 400;
/** Statements by text: seen once (undefined), or named. Shared by all connections of this process. */
const names = new Map<string, string | undefined>();
let given = 0;

/**
 * A client that gives a name to every statement with parameters that this process says again, so that Postgres parses
 * and plans it once per connection: half of what a settlement costs it. Not for poolers that hand a connection to
 * somebody else after each transaction.
 */
export class NamingClient extends SerialClient {
  override query(...args: unknown[]): never {
    const [config, values] = args;
    const name = isStatement(config) && Array.isArray(values) && values.length > 0;
    return super.query(...(name ? [nameStatement(config), ...args.slice(1)] : args)) as never;
  }
}

function nameStatement(config: pg.QueryConfig): pg.QueryConfig {
  const { text } = config;
  if (config.name) return config;
  const name = names.get(text);
  if (name) return { ...config, name };
  // The first time is no sign that there will be a second.
  if (!names.has(text)) {
    if (names.size < MAX_NAMES * 4) names.set(text, undefined);
    return config;
  }
  if (given >= MAX_NAMES) return config;
  names.set(text, `isp_${++given}`);
  return { ...config, name: names.get(text) };
}
