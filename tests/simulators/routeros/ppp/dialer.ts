import { createHash } from "node:crypto";
import { fromBytes, toBytes } from "../protocol/bytes";
import type { CpeStatus, VirtualCpe } from "../types";
import { DialRefused } from "./authenticate";
import type { Session } from "./sessions";

/** Opens a session for a CPE or throws {@link DialRefused}. */
export type Answer = (cpe: VirtualCpe, ended: () => void) => Session;

interface Line {
  cpe: VirtualCpe & { callerId: string };
  session?: Session;
  timer?: NodeJS.Timeout;
  unplugged?: boolean;
  attempts: number;
  lastFailure?: string;
}

/** A MAC address that follows from the name, for CPEs that were given none. */
function macOf(name: string): string {
  const digest = createHash("sha256").update(name).digest("hex").toUpperCase();
  return `02:${(digest.slice(0, 10).match(/../g) ?? []).join(":")}`;
}

/** The customers' equipment: each CPE holds one session, or tries again for ever. */
export class Dialer {
  readonly #lines = new Map<string, Line>();
  #paused = false;

  constructor(
    readonly answer: Answer,
    readonly redialSeconds: number,
  ) {}

  /** Takes text. A CPE with this name and caller id gets the new credentials. */
  dial(input: VirtualCpe): void {
    const cpe = {
      ...input,
      name: toBytes(input.name),
      password: toBytes(input.password),
      callerId: input.callerId ?? macOf(input.name),
    };
    const key = `${cpe.name}|${cpe.callerId}`;
    const line = this.#lines.get(key) ?? { cpe, attempts: 0 };
    line.cpe = cpe;
    this.#lines.set(key, line);
    if (!line.session) this.#attempt(line);
  }

  /** The sessions that the CPEs of this name leave behind, for the router to close. */
  unplug(name: string): Session[] {
    const left: Session[] = [];
    for (const [key, line] of this.#lines) {
      if (line.cpe.name !== toBytes(name)) continue;
      clearTimeout(line.timer);
      line.unplugged = true;
      this.#lines.delete(key);
      if (line.session) left.push(line.session);
    }
    return left;
  }

  /** The router is gone: every session with it, and nobody answers until `resume`. */
  pause(): void {
    this.#paused = true;
    for (const line of this.#lines.values()) {
      clearTimeout(line.timer);
      line.session = undefined;
    }
  }

  /** The router answers again: everyone without a session dials at once. */
  resume(): void {
    this.#paused = false;
    for (const line of this.#lines.values()) if (!line.session) this.#attempt(line);
  }

  clear(): void {
    for (const line of this.#lines.values()) clearTimeout(line.timer);
    this.#lines.clear();
  }

  cpes(): VirtualCpe[] {
    return [...this.#lines.values()].map(({ cpe }) => ({
      ...cpe,
      name: fromBytes(cpe.name),
      password: fromBytes(cpe.password),
    }));
  }

  status(): CpeStatus[] {
    const lines = [...this.#lines.values()];
    return this.cpes().map((cpe, index) => {
      const line = lines[index];
      return {
        ...cpe,
        state: line?.session ? "online" : "dialling",
        attempts: line?.attempts ?? 0,
        ...(line?.lastFailure === undefined ? {} : { lastFailure: line.lastFailure }),
      };
    });
  }

  #attempt(line: Line): void {
    clearTimeout(line.timer);
    if (this.#paused) return;
    line.attempts += 1;
    try {
      line.session = this.answer(line.cpe, () => this.#lost(line));
      line.lastFailure = undefined;
    } catch (error) {
      if (!(error instanceof DialRefused)) throw error;
      line.lastFailure = error.message;
      this.#later(line);
    }
  }

  #lost(line: Line): void {
    line.session = undefined;
    if (!line.unplugged) this.#later(line);
  }

  #later(line: Line): void {
    const seconds = line.cpe.redialSeconds ?? this.redialSeconds;
    line.timer = setTimeout(() => this.#attempt(line), seconds * 1000);
  }
}
