import { Clock } from "./clock";
import { FaultPlan } from "./faults";
import { HotspotClients } from "./hotspot/clients";
import { Hotspot } from "./hotspot/hotspot";
import { CommandLog } from "./log";
import { type Personality, personalityOf } from "./personalities";
import { Ppp } from "./ppp/ppp";
import { fromBytes } from "./protocol/bytes";
import { seededRandom } from "./random";
import type { References } from "./tables/fields";
import { TABLES } from "./tables/index";
import type { Reachability, RouterFacts, SessionTraffic } from "./tables/spec";
import { Table, type TableChange } from "./tables/table";
import type { PppSession, RouterOsSimulatorOptions, RouterSnapshot, SimulatedUser } from "./types";

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
  readonly clock = new Clock();
  readonly ppp: Ppp;
  readonly hotspot: Hotspot;
  readonly hotspotClients: HotspotClients;
  readonly #tables = new Map<string, Table>();
  readonly #listeners = new Set<(change: TableChange) => void>();
  readonly #reachable = new Map<string, Reachability>();
  #bootedAt = this.clock.now();

  constructor(readonly options: RouterOsSimulatorOptions) {
    this.id = options.id ?? "router";
    this.personality = personalityOf(options.version ?? "7.16");
    this.users = options.users ?? [DEFAULT_USER];
    this.log = new CommandLog(this.id);
    this.random = seededRandom(options.seed ?? 1);
    const references: References = {
      idOf: (path, target) => this.table(path)?.find(target)?.id,
      nameOf: (path, id) => this.table(path)?.find(id)?.fields.name,
    };
    for (const spec of TABLES) {
      this.#tables.set(spec.path, new Table(spec, this, references, (c) => this.#changed(c)));
    }
    for (const table of this.#tables.values()) table.reset();
    const table = (path: string) => this.requireTable(path);
    this.ppp = new Ppp(this, table);
    this.hotspot = new Hotspot(this, table);
    this.hotspotClients = new HotspotClients(this.hotspot, options.redialSeconds ?? 3);
    if (options.autoCpe) this.onChange((change) => this.#bringCpe(change));
  }

  now(): number {
    return this.clock.now();
  }

  at(time: number, action: () => void): () => void {
    return this.clock.at(time, action);
  }

  get bootedAt(): number {
    return this.#bootedAt;
  }

  get uptimeSeconds(): number {
    return Math.floor((this.now() - this.#bootedAt) / 1000);
  }

  get localTime(): Date {
    // A router without a battery knows no time until it reaches a time server.
    const time = this.options.losesTime ? this.now() - this.#bootedAt : this.now();
    return new Date(time + NAIROBI_OFFSET_MS);
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
    return this.ppp.sessions();
  }

  session(id: string): PppSession | undefined {
    return this.ppp.session(id);
  }

  traffic({ id }: PppSession): SessionTraffic {
    return this.ppp.traffic(id);
  }

  endSession(id: string, reason = "nas-request"): boolean {
    return this.ppp.end(id, reason);
  }

  reachability(host: string): Reachability {
    return this.#reachable.get(host) ?? { up: false, since: this.#bootedAt };
  }

  /** Whether a device at this address answers, for netwatch and leases. */
  setReachable(host: string, up: boolean): void {
    if (this.reachability(host).up === up) return;
    this.#reachable.set(host, { up, since: this.now() });
    for (const [path, field] of WATCHED) {
      for (const { id } of this.requireTable(path).having(field, host) ?? []) {
        this.#changed({ path, id, kind: "changed" });
      }
    }
  }

  /** Power is gone: sessions with it, and nobody is answered until `boot`. */
  shutDown(): void {
    this.ppp.shutDown();
    this.hotspotClients.pause();
    this.hotspot.shutDown();
    for (const table of this.#tables.values()) table.forgetDynamic();
  }

  boot(): void {
    this.#bootedAt = this.now();
    this.#answerAll();
  }

  /** Everything stops for good. */
  close(): void {
    this.ppp.dialer.clear();
    this.hotspotClients.clear();
    this.clock.stop();
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
    return {
      format: 1,
      tables: Object.fromEntries(tables),
      cpes: this.ppp.dialer.cpes(),
      hotspotClients: this.hotspotClients.clients(),
    };
  }

  restore(snapshot: RouterSnapshot): void {
    this.shutDown();
    this.ppp.dialer.clear();
    this.hotspotClients.clear();
    for (const [path, table] of this.#tables) {
      const saved = snapshot.tables[path];
      if (saved) table.load(saved);
      else table.reset();
    }
    for (const cpe of snapshot.cpes) this.ppp.dialer.dial(cpe);
    for (const client of snapshot.hotspotClients ?? []) this.hotspotClients.arrive(client);
    this.#answerAll();
  }

  #answerAll(): void {
    this.ppp.dialer.resume();
    this.hotspotClients.resume();
  }

  #changed(change: TableChange): void {
    for (const listener of [...this.#listeners]) listener(change);
  }

  #bringCpe({ path, id, kind }: TableChange): void {
    const secret = kind === "added" && path === "/ppp/secret" && this.table(path)?.find(id);
    if (!secret) return;
    const { name = "", password = "", "caller-id": callerId } = secret.fields;
    this.ppp.dialer.dial({
      name: fromBytes(name),
      password: fromBytes(password),
      ...(callerId ? { callerId: fromBytes(callerId) } : {}),
    });
  }
}

/** Tables whose rows say whether an address answers. */
const WATCHED = [
  ["/tool/netwatch", "host"],
  ["/ip/dhcp-server/lease", "address"],
] as const;
