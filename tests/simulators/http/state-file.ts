import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { z } from "zod";

export interface StateFile<T> {
  /** What was saved last; undefined if nothing yet. Throws a ZodError for a file of another shape. */
  load(): T | undefined;
  /** Replaces the file in one step, so that a kill leaves the old or the new state. */
  save(state: T): void;
}

/** A small JSON file that survives restarts; without a path it forgets everything. */
export function openStateFile<T>(path: string | undefined, schema: z.ZodType<T>): StateFile<T> {
  if (path === undefined) return { load: () => undefined, save: () => {} };
  return {
    load() {
      const text = readIfThere(path);
      return text === undefined ? undefined : schema.parse(JSON.parse(text));
    },
    save(state) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(`${path}.new`, JSON.stringify(state));
      renameSync(`${path}.new`, path);
    },
  };
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
