import { Clock } from "./clock";
import { FaultPlan } from "./faults";
import { CommandLog } from "./log";
import { type Personality, personalityOf } from "./personalities";
import { authenticate, DialRefused } from "./ppp/authenticate";
import { Dialer } from "./ppp/dialer";
import { pppSession, type Session, Sessions, uptimeSeconds } from "./ppp/sessions";
import { fromBytes } from "./protocol/bytes";
import { seededRandom } from "./random";
import type { References } from "./tables/fields";
import { TABLES } from "./tables/index";
import { sessionInterface, sessionInterfaceId } from "./tables/network";
import { activeFields } from "./tables/ppp";
import type { RouterFacts, SessionTraffic } from "./tables/spec";
import { Table, type TableChange } from "./tables/table";
import type {
  PppSession,
  RouterOsSimulatorOptions,
  RouterSnapshot,
  SimulatedUser,
  VirtualCpe,
} from "./types";

const DEFAULT_USER: SimulatedUser = { name: "admin", password: "" };
const NAIROBI_OFFSET_MS = 3 * 3_600_000;

/** A router without its wire: tables, sessions, users, faults and log. */
export class Router implements RouterFacts {
  readonly id: string;
  readonly personality: Personality;
  readonly users: readonly SimulatedUser[];
  readonly faults = new FaultPlan();
  readonly log: CommandLog;
  readonly random: () => number;
  readonly ppp = new Sessions();
  readonly dialer: Dialer;
  readonly #tables = new Map<string, Table>();
  readonly #listeners = new Set<(change: TableChange) => void>();
  readonly clock = new Clock();
  #bootedAt = this.clock.now();

  constructor(readonly options: RouterOsSimulatorOptions) {
    this.id = options.id ?? "router";
    this.personality = personalityOf(options.version ?? "7.16");
    this.users = options.users ?? [DEFAULT_USER];
    this.log = new CommandLog(this.id);
    this.random = seededRandom(options.seed ?? 1);
    this.dialer = new Dialer((cpe, ended) => this.#answer(cpe, ended), options.redialSeconds ?? 3);
    const references: References = {
      idOf: (path, target) => this.table(path)?.find(target)?.id,
      nameOf: (path, id) => this.table(path)?.find(id)?.fields.name,
    };
    for (const spec of TABLES) {
      this.#tables.set(spec.path, new Table(spec, this, references, (c) => this.#changed(c)));
    }
    for (const table of this.#tables.values()) table.reset();
    if (options.autoCpe) this.onChange((change) => this.#bringCpe(change));
  }

  now(): number {
    return this.clock.now();
  }

  at(time: number, action: () => void): () => void {
    return this.clock.at(time, action);
  }

  get uptimeSeconds(): number {
    return Math.floor((this.now() - this.#bootedAt) / 1000);
  }

  get localTime(): Date {
    return new Date(this.now() + NAIROBI_OFFSET_MS);
  }

  table(path: string): Table | undefined {
    return this.#tables.get(path);
  }

  /** Throws if there is no such menu. */
  requireTable(path: string): Table {
    const table = this.#tables.get(path);
    if (!table) throw new Error(`The simulated router has no menu ${path}`);
    return table;
  }

  sessions(): PppSession[] {
    return this.ppp.all().map((session) => pppSession(session, this.now()));
  }

  session(id: string): PppSession | undefined {
    const session = this.ppp.get(id);
    return session && pppSession(session, this.now());
  }

  traffic({ id }: PppSession): SessionTraffic {
    const session = this.ppp.get(id);
    const seconds = session ? uptimeSeconds(session, this.now()) : 0;
    return {
      rxBytes: Math.floor((session?.uploadKbps ?? 0) * 125 * seconds),
      txBytes: Math.floor((session?.downloadKbps ?? 0) * 125 * seconds),
    };
  }

  endSession(id: string, reason = "nas-request"): boolean {
    const session = this.ppp.get(id);
    if (!session) return false;
    this.ppp.close(id);
    this.#noteLogout(session, reason);
    this.#withdrawRows(session);
    session.ended();
    return true;
  }

  /** Power is gone: sessions with it, and no CPE is answered until `boot`. */
  shutDown(): void {
    this.dialer.pause();
    for (const session of this.ppp.all()) this.ppp.close(session.id);
    for (const table of this.#tables.values()) table.forgetDynamic();
  }

  boot(): void {
    this.#bootedAt = this.now();
    this.dialer.resume();
  }

  /** Called at every change of a row, also of dynamic ones. Returns how to stop. */
  onChange(listener: (change: TableChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** CPEs came or went: whoever keeps the state should know. */
  noteCpes(): void {
    this.#changed({ path: "", id: "", kind: "changed" });
  }

  snapshot(): RouterSnapshot {
    const tables = [...this.#tables].map(([path, table]) => [path, table.save()] as const);
    return { format: 1, tables: Object.fromEntries(tables), cpes: this.dialer.cpes() };
  }

  restore(snapshot: RouterSnapshot): void {
    this.shutDown();
    this.dialer.clear();
    for (const [path, table] of this.#tables) {
      const saved = snapshot.tables[path];
      if (saved) table.load(saved);
      else table.reset();
    }
    for (const cpe of snapshot.cpes) this.dialer.dial(cpe);
    this.dialer.resume();
  }

  #answer(cpe: VirtualCpe, ended: () => void): Session {
    const credentials = { name: cpe.name, password: cpe.password, callerId: cpe.callerId ?? "" };
    const grant = authenticate(
      credentials,
      {
        secrets: this.requireTable("/ppp/secret"),
        profiles: this.requireTable("/ppp/profile"),
        pools: this.requireTable("/ip/pool"),
      },
      this.ppp.addresses(),
    );
    if (grant.onlyOne && this.ppp.all().some(({ name }) => name === cpe.name)) {
      throw new DialRefused("already connected");
    }
    const { uploadKbps = 0, downloadKbps = 0 } = cpe;
    const session = this.ppp.open({
      ...grant,
      name: credentials.name,
      callerId: credentials.callerId,
      uploadKbps,
      downloadKbps,
      startedAt: this.now(),
      ended,
    });
    this.#placeRows(pppSession(session, this.now()));
    return session;
  }

  #noteLogout(session: Session, reason: string): void {
    const secrets = this.requireTable("/ppp/secret");
    const secret = secrets.find(session.name);
    if (secret?.fields.name !== session.name) return;
    secrets.amend(secret, {
      ...secret.fields,
      "last-logged-out": this.personality.timestamp(this.localTime),
      "last-caller-id": session.callerId,
      "last-disconnect-reason": reason,
    });
  }

  #placeRows(session: PppSession): void {
    this.requireTable("/ppp/active").place(activeFields(session), session.id);
    const interfaceId = sessionInterfaceId(session.id);
    this.requireTable("/interface").place(sessionInterface(session), interfaceId);
  }

  #withdrawRows({ id }: Session): void {
    this.requireTable("/ppp/active").withdraw(id);
    this.requireTable("/interface").withdraw(sessionInterfaceId(id));
  }

  #changed(change: TableChange): void {
    for (const listener of [...this.#listeners]) listener(change);
  }

  #bringCpe({ path, id, kind }: TableChange): void {
    const secret = kind === "added" && path === "/ppp/secret" && this.table(path)?.find(id);
    if (!secret) return;
    const { name = "", password = "", "caller-id": callerId } = secret.fields;
    this.dialer.dial({
      name: fromBytes(name),
      password: fromBytes(password),
      ...(callerId ? { callerId: fromBytes(callerId) } : {}),
    });
  }
}
