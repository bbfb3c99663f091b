import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";

/** Makes sure that one starter at a time uses the data folder. Throws when another is alive. Returns the release. */
export async function lockDataDir(dataDir: string): Promise<() => void> {
  const file = join(dataDir, "start.pid");
  await mkdir(dataDir, { recursive: true }).catch((cause: unknown) => {
    throw unwritable(dataDir, cause);
  });
  const owner = readOwner(file);
  if (owner !== undefined && owner !== process.pid && isStarter(owner))
    throw new Error(`It is running already (process ${owner}) with the data in ${dataDir}.`);
  try {
    rmSync(file, { force: true });
    // Of two that start at the same moment one comes too late here.
    writeFileSync(file, String(process.pid), { flag: "wx" });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "EEXIST") throw unwritable(dataDir, cause);
    throw new Error(`It is being started already with the data in ${dataDir}.`, { cause });
  }
  return () => rmSync(file, { force: true });
}

const unwritable = (dataDir: string, cause: unknown) =>
  new Error(
    `The data folder ${dataDir} cannot be written. Set ISP_DATA_DIR to a folder of yours.`,
    {
      cause,
    },
  );

function readOwner(file: string): number | undefined {
  try {
    return Number(readFileSync(file, "utf8")) || undefined;
  } catch {
    return undefined;
  }
}

/** Alive and one of us: after a reboot its number may belong to any program. */
function isStarter(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("scripts/start/main.ts");
  } catch {
    // No /proc on this system.
    return true;
  }
}
