import { execFile } from "node:child_process";
import { access, chown, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Binaries, findBinaries } from "./binaries";
import { freePort } from "./free-port";

const run = promisify(execFile);

export interface ClusterOptions {
  dataDir: string;
  /** 0 picks a free port. */
  port: number;
  /** Ephemeral clusters trade durability for speed and are deleted on stop. */
  ephemeral: boolean;
  /** Where the binaries go if the `postgres` user cannot reach the project. */
  fallbackDir: string;
}

export interface Cluster {
  port: number;
  /** True when a server left over from a killed process was taken over. */
  adopted: boolean;
  url(database: string): string;
  stop(): Promise<void>;
}

// Guards nothing: the server listens on loopback only, and its folder is private.
const PASSWORD = "postgres";

/**
 * Starts Postgres in the folder, creating the cluster if the folder is empty, or takes over a server that a
 * killed process left running there. Throws with the end of the server's log when it does not start.
 */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const binaries = await findBinaries(options.fallbackDir);
  const { dataDir } = options;
  const exists = await access(join(dataDir, "PG_VERSION")).then(
    () => true,
    () => false,
  );
  if (!exists) await initialise(binaries, dataDir);
  const left = await runningPort(binaries, dataDir);
  const port = left ?? (options.port || (await freePort()));
  if (left === undefined) await start(binaries, dataDir, port, options.ephemeral);
  return {
    port,
    adopted: left !== undefined,
    url: (database) => `postgres://postgres:${PASSWORD}@127.0.0.1:${port}/${database}`,
    stop: async () => {
      await pgCtl(binaries, [
        "stop",
        "-D",
        dataDir,
        "-m",
        options.ephemeral ? "immediate" : "fast",
      ]).catch(() => undefined);
      if (options.ephemeral) await rm(dataDir, { recursive: true, force: true });
    },
  };
}

const pgCtl = (binaries: Binaries, args: string[]) =>
  run(binaries.pgCtl, args, { ...binaries.user, cwd: "/", env: { ...process.env, LC_ALL: "C" } });

async function initialise(binaries: Binaries, dataDir: string): Promise<void> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  if (binaries.user) await chown(dataDir, binaries.user.uid, binaries.user.gid);
  const passwordFile = join(dataDir, "..", `.initdb-${process.pid}`);
  await writeFile(passwordFile, PASSWORD, { mode: 0o600 });
  if (binaries.user) await chown(passwordFile, binaries.user.uid, binaries.user.gid);
  const args = [
    "-D",
    dataDir,
    "-U",
    "postgres",
    "-E",
    "UTF8",
    "--locale=C",
    "-A",
    "scram-sha-256",
    `--pwfile=${passwordFile}`,
  ];
  try {
    await run(binaries.initdb, args, {
      ...binaries.user,
      cwd: "/",
      env: { ...process.env, LC_ALL: "C" },
    });
  } finally {
    await rm(passwordFile, { force: true });
  }
}

/** The port of a server that runs in this folder already. */
async function runningPort(binaries: Binaries, dataDir: string): Promise<number | undefined> {
  const running = await pgCtl(binaries, ["status", "-D", dataDir]).then(
    () => true,
    () => false,
  );
  if (!running) return undefined;
  const lines = (await readFile(join(dataDir, "postmaster.pid"), "utf8")).split("\n");
  return Number(lines[3]);
}

async function start(
  binaries: Binaries,
  dataDir: string,
  port: number,
  ephemeral: boolean,
): Promise<void> {
  const settings = [
    "listen_addresses=127.0.0.1",
    "max_connections=200",
    "unix_socket_directories=''",
  ];
  if (ephemeral) settings.push("fsync=off", "synchronous_commit=off", "full_page_writes=off");
  const flags = settings.map((setting) => `-c ${setting}`).join(" ");
  const log = join(dataDir, "server.log");
  try {
    await pgCtl(binaries, [
      "start",
      "-w",
      "-t",
      "60",
      "-D",
      dataDir,
      "-l",
      log,
      "-o",
      `-p ${port} ${flags}`,
    ]);
  } catch (cause) {
    const tail = await readFile(log, "utf8").then(
      (text) => text.split("\n").slice(-6).join("\n"),
      () => "",
    );
    throw new Error(`Postgres did not start in ${dataDir}:\n${tail}`, { cause });
  }
}
