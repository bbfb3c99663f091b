import { randomBytes, randomUUID } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

const Keys = z.object({
  INSTALLATION_ID: z.uuid(),
  ENCRYPTION_KEY: z.string(),
  NEXTAUTH_SECRET: z.string(),
  INNGEST_EVENT_KEY: z.string(),
  INNGEST_SIGNING_KEY: z.string(),
});
export type Keys = z.infer<typeof Keys>;

const generate = (): Keys => ({
  INSTALLATION_ID: randomUUID(),
  ENCRYPTION_KEY: randomBytes(32).toString("base64"),
  NEXTAUTH_SECRET: randomBytes(32).toString("base64url"),
  INNGEST_EVENT_KEY: randomBytes(16).toString("hex"),
  INNGEST_SIGNING_KEY: `signkey-prod-${randomBytes(32).toString("hex")}`,
});

/**
 * The installation's own keys: made once, kept in an ignored file, overridden one by one by the environment.
 * Losing them loses every stored password, so the file belongs in the backup.
 */
export async function loadKeys(dataDir: string): Promise<Keys> {
  const file = join(dataDir, "keys.json");
  await mkdir(dataDir, { recursive: true });
  let stored: Keys;
  try {
    stored = Keys.parse(JSON.parse(await readFile(file, "utf8")));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") {
      throw new Error(
        `${file} is damaged: restore it from a backup, or delete it together with the database.`,
      );
    }
    stored = generate();
    await writeFile(file, `${JSON.stringify(stored, null, 2)}\n`, { mode: 0o600, flag: "wx" });
  }
  const given = Object.fromEntries(
    Object.keys(stored).flatMap((key) => (process.env[key] ? [[key, process.env[key]]] : [])),
  );
  return Keys.parse({ ...stored, ...given });
}
