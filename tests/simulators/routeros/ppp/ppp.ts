import { lifelike, limitsOf, type Moved } from "../demo-traffic";
import { SessionRows } from "../session-rows";
import { sessionInterface, sessionInterfaceId } from "../tables/network";
import { activeFields } from "../tables/ppp";
import type { RouterFacts, SessionTraffic } from "../tables/spec";
import type { Table } from "../tables/table";
import type { PppSession, VirtualCpe } from "../types";
import { authenticate, type Credentials, DialRefused, type Grant } from "./authenticate";
import { Dialer } from "./dialer";
import { pppSession, type Session, Sessions, uptimeSeconds } from "./sessions";

/** The PPP server of a router, and the customers' equipment that dials it. */
export class Ppp {
  readonly dialer: Dialer;
  readonly #sessions = new Sessions();
  readonly #rows: SessionRows;
  readonly #timers = new Map<string, () => void>();
  /** What the sessions moved that are over. */
  readonly #moved: SessionTraffic = { rxBytes: 0, txBytes: 0 };

  constructor(
    readonly facts: RouterFacts,
    readonly table: (path: string) => Table,
  ) {
    this.#rows = new SessionRows(table);
    this.dialer = new Dialer(
      (cpe, ended) => this.#answer(cpe, ended),
      facts.options.redialSeconds ?? 3,
    );
  }

  running(): Session[] {
    return this.#sessions.all();
  }

  sessions(): PppSession[] {
    const now = this.facts.now();
    return this.running().map((session) => pppSession(session, now));
  }

  uptimeSeconds(id: string): number {
    const session = this.#sessions.get(id);
    return session ? uptimeSeconds(session, this.facts.now()) : 0;
  }

  /** What a session's interface has counted. */
  traffic(id: string): SessionTraffic {
    const session = this.#sessions.get(id);
    const moved = session && this.#lifelike(session);
    if (moved) return { rxBytes: moved.uploadBytes, txBytes: moved.downloadBytes };
    const seconds = this.uptimeSeconds(id);
    return {
      rxBytes: Math.floor((session?.uploadKbps ?? 0) * 125 * seconds),
      txBytes: Math.floor((session?.downloadKbps ?? 0) * 125 * seconds),
    };
  }

  /** What all sessions have moved since the router was made, and move now. */
  total(): SessionTraffic & { uploadKbps: number; downloadKbps: number } {
    const sum = { ...this.#moved, uploadKbps: 0, downloadKbps: 0 };
    for (const session of this.running()) {
      const { rxBytes, txBytes } = this.traffic(session.id);
      const { uploadKbps, downloadKbps } = this.#lifelike(session) ?? session;
      sum.rxBytes += rxBytes;
      sum.txBytes += txBytes;
      sum.uploadKbps += uploadKbps;
      sum.downloadKbps += downloadKbps;
    }
    return sum;
  }

  /** The speeds at which the session of this interface runs. */
  speedOf(interfaceId: string): Pick<Session, "uploadKbps" | "downloadKbps"> | undefined {
    const session = this.#sessions.get(`*${interfaceId.slice(2)}`);
    return session && (this.#lifelike(session) ?? session);
  }

  /** What somebody moves who was given no speed, where that is asked for. */
  #lifelike({ name, rateLimit, startedAt, uploadKbps, downloadKbps }: Session): Moved | undefined {
    const { lifelikeTraffic, seed = 0 } = this.facts.options;
    if (!lifelikeTraffic || uploadKbps > 0 || downloadKbps > 0) return undefined;
    const limits = limitsOf(rateLimit);
    return lifelike({ seed, name, limits }, startedAt, this.facts.now());
  }

  end(id: string, reason: string): boolean {
    const session = this.#sessions.get(id);
    if (!session) return false;
    this.#noteLogout(session, reason);
    this.#close(session);
    this.#rows.withdraw(id);
    session.ended();
    return true;
  }

  /** Power is gone: nobody is told, nothing is noted. */
  shutDown(): void {
    this.dialer.pause();
    for (const session of this.running()) this.#close(session);
    this.#rows.clear();
  }

  #close(session: Session): void {
    const { rxBytes, txBytes } = this.traffic(session.id);
    this.#moved.rxBytes += rxBytes;
    this.#moved.txBytes += txBytes;
    this.#timers.get(session.id)?.();
    this.#timers.delete(session.id);
    this.#sessions.close(session.id);
  }

  #answer(cpe: VirtualCpe, ended: () => void): Session {
    const credentials = { name: cpe.name, password: cpe.password, callerId: cpe.callerId ?? "" };
    const grant = this.#admit(credentials);
    const session = this.#sessions.open({
      ...grant,
      name: credentials.name,
      callerId: credentials.callerId,
      uploadKbps: cpe.uploadKbps ?? 0,
      downloadKbps: cpe.downloadKbps ?? 0,
      startedAt: this.facts.now(),
      ended,
    });
    this.#placeRows(session);
    this.#limit(session);
    return session;
  }

  /** Throws {@link DialRefused}. */
  #admit(credentials: Credentials): Grant {
    const { name } = credentials;
    const tables = {
      secrets: this.table("/ppp/secret"),
      profiles: this.table("/ppp/profile"),
      pools: this.table("/ip/pool"),
    };
    try {
      const grant = authenticate(credentials, tables, this.#sessions.addresses);
      if (grant.onlyOne && this.#sessions.isOnline(name)) {
        throw new DialRefused("already connected");
      }
      return grant;
    } catch (error) {
      const reason = error instanceof DialRefused ? error.message : "error";
      this.facts.note(
        "pppoe,ppp,error",
        `<pppoe-${name}>: user ${name} authentication failed - ${reason}`,
      );
      throw error;
    }
  }

  #limit({ id, startedAt, timeout }: Session): void {
    if (timeout === undefined) return;
    const stop = this.facts.at(startedAt + timeout, () => this.end(id, "session-timeout"));
    this.#timers.set(id, stop);
  }

  #placeRows(session: Session): void {
    const { id, interface: name, address, rateLimit, addressList } = session;
    const shown = pppSession(session, this.facts.now());
    this.#rows.place(id, "/ppp/active", activeFields(shown), id);
    this.#rows.place(id, "/interface", sessionInterface(shown), sessionInterfaceId(id));
    this.#rows.placeQueue(id, name, name, rateLimit);
    this.#rows.placeListed(id, address, addressList);
    const text = `${session.name} logged in, ${address} from ${session.callerId}`;
    this.facts.note("pppoe,ppp,info,account", text);
  }

  #noteLogout(session: Session, reason: string): void {
    const { rxBytes, txBytes } = this.traffic(session.id);
    const seconds = uptimeSeconds(session, this.facts.now());
    const text = `${session.name} logged out, ${seconds} ${rxBytes} ${txBytes} from ${session.callerId}`;
    this.facts.note("pppoe,ppp,info,account", text);
    const secrets = this.table("/ppp/secret");
    const secret = secrets.find(session.name);
    if (secret?.fields.name !== session.name) return;
    secrets.amend(secret, {
      ...secret.fields,
      "last-logged-out": this.facts.personality.timestamp(this.facts.localTime),
      "last-caller-id": session.callerId,
      "last-disconnect-reason": reason,
    });
  }
}
