import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";

/** Makes sure that one starter at a time uses the data folder. Throws when another is alive. Returns the release. */
export async function lockDataDir(dataDir: string): Promise<() => void> {
  const file = join(dataDir, "start.pid");
  await mkdir(dataDir, { recursive: true }).catch((cause: unknown) => {
    throw new Error(
      `The data folder ${dataDir} cannot be written. Set ISP_DATA_DIR to a folder of yours.`,
      { cause },
    );
  });
  try {
    const pid = Number(readFileSync(file, "utf8"));
    if (pid !== process.pid && isAlive(pid)) {
      throw new Error(`It is running already (process ${pid}) with the data in ${dataDir}.`);
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  writeFileSync(file, String(process.pid));
  return () => rmSync(file, { force: true });
}

function isAlive(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
