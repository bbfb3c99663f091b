import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { snapshotSchema } from "./options";
import type { Router } from "./router";

const FLUSH_AFTER_MS = 250;

/** Keeps a router's tables and CPEs in a file; a SIGKILL loses the last quarter second at most. */
export class StateFile {
  #timer: NodeJS.Timeout | undefined;
  readonly #stop: () => void;

  /** Loads the file if there is one. Throws one sentence if it cannot be understood. */
  constructor(
    readonly path: string,
    readonly router: Router,
  ) {
    mkdirSync(dirname(path), { recursive: true });
    if (existsSync(path)) this.#load();
    this.#stop = router.onChange(({ dynamic }) => {
      // What a reboot takes away is in no snapshot.
      if (!dynamic) this.#schedule();
    });
  }

  #load(): void {
    try {
      this.router.restore(snapshotSchema.parse(JSON.parse(readFileSync(this.path, "utf8"))));
    } catch (error) {
      throw new Error(`The router state in ${this.path} cannot be read; remove it to start anew`, {
        cause: error,
      });
    }
  }

  #schedule(): void {
    this.#timer ??= setTimeout(() => this.#flush(), FLUSH_AFTER_MS);
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    // Renaming replaces the file in one step: a kill in between leaves the old one whole.
    const draft = `${this.path}.new`;
    writeFileSync(draft, JSON.stringify(this.router.snapshot()));
    renameSync(draft, this.path);
  }

  close(): void {
    this.#stop();
    this.#flush();
  }
}
