import { fromBytes } from "../protocol/bytes";
import type { PppSession } from "../types";
import { AddressBook } from "./address-book";
import type { Grant } from "./authenticate";

/** A session as it runs; texts are byte strings. */
export interface Session extends Grant {
  id: string;
  name: string;
  callerId: string;
  interface: string;
  sessionId: string;
  startedAt: number;
  uploadKbps: number;
  downloadKbps: number;
  /** Tells the CPE that its session is over. */
  ended(): void;
}

const FIRST_ID = 0x80000000;

function raise(counts: Map<string, number>, key: string, by: number): void {
  const count = (counts.get(key) ?? 0) + by;
  if (count > 0) counts.set(key, count);
  else counts.delete(key);
}

/** The sessions that run. They end by `end` only: edits of tables do not touch them. */
export class Sessions {
  readonly #running = new Map<string, Session>();
  readonly #interfaces = new Set<string>();
  readonly addresses = new AddressBook();
  /** How many sessions a name has. */
  readonly #names = new Map<string, number>();
  #count = 0;

  open(session: Omit<Session, "id" | "interface" | "sessionId">): Session {
    this.#count += 1;
    const opened: Session = {
      ...session,
      id: `*${(FIRST_ID + this.#count).toString(16).toUpperCase()}`,
      interface: this.#freeInterface(session.name),
      sessionId: `0x8110${(0x100000 + this.#count).toString(16).padStart(8, "0")}`,
    };
    this.#running.set(opened.id, opened);
    this.#interfaces.add(opened.interface);
    this.addresses.take(opened.address);
    raise(this.#names, opened.name, 1);
    return opened;
  }

  #freeInterface(name: string): string {
    let candidate = `<pppoe-${name}>`;
    for (let n = 1; this.#interfaces.has(candidate); n += 1) candidate = `<pppoe-${name}-${n}>`;
    return candidate;
  }

  isOnline(name: string): boolean {
    return (this.#names.get(name) ?? 0) > 0;
  }

  get(id: string): Session | undefined {
    return this.#running.get(id);
  }

  close(id: string): void {
    const session = this.#running.get(id);
    if (!session) return;
    this.#running.delete(id);
    this.#interfaces.delete(session.interface);
    this.addresses.release(session.address);
    raise(this.#names, session.name, -1);
  }

  all(): Session[] {
    return [...this.#running.values()];
  }
}

export function uptimeSeconds(session: Session, now: number): number {
  return Math.floor((now - session.startedAt) / 1000);
}

/** In byte strings, as tables need it. */
export function pppSession(session: Session, now: number): PppSession {
  return {
    id: session.id,
    name: session.name,
    callerId: session.callerId,
    address: session.address,
    profile: session.profile,
    ...(session.rateLimit === undefined ? {} : { rateLimit: session.rateLimit }),
    ...(session.addressList === undefined ? {} : { addressList: session.addressList }),
    interface: session.interface,
    sessionId: session.sessionId,
    startedAt: new Date(session.startedAt).toISOString(),
    uptimeSeconds: uptimeSeconds(session, now),
  };
}

/** In text, as tests and the control port need it. */
export function sessionAsText(session: Session, now: number): PppSession {
  const described = pppSession(session, now);
  return {
    ...described,
    name: fromBytes(described.name),
    profile: fromBytes(described.profile),
    interface: fromBytes(described.interface),
    ...(described.rateLimit === undefined ? {} : { rateLimit: fromBytes(described.rateLimit) }),
  };
}
