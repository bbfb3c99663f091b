import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Product } from "./product";

/** Lets this process use the running product's database and keys, as a second process of it would. */
export function adoptProductSettings({ dataDir, ports }: Pick<Product, "dataDir" | "ports">): void {
  const keys = JSON.parse(readFileSync(join(dataDir, "keys.json"), "utf8")) as Record<
    string,
    string
  >;
  Object.assign(process.env, keys, {
    APP_MODE: "demo",
    APP_URL: `http://localhost:${ports.app}`,
    DATABASE_URL: productDatabaseUrl(ports),
    INNGEST_BASE_URL: `http://127.0.0.1:${ports.jobs}`,
    CALLBACK_BASE_URL: `http://127.0.0.1:${ports.app}`,
    LOG_LEVEL: "warn",
  });
}

/** The embedded database of a product that was started for a test. */
export const productDatabaseUrl = (ports: Product["ports"]): string =>
  `postgres://postgres:postgres@127.0.0.1:${ports.postgres}/isp`;
