import { Clock } from "./clock";
import { Connections } from "./connections";
import { CounterBook } from "./counters";
import { DnsChildren } from "./dns-children";
import { FaultPlan } from "./faults";
import { HotspotClients } from "./hotspot/clients";
import { Hotspot } from "./hotspot/hotspot";
import { CommandLog } from "./log";
import { type Personality, personalityOf } from "./personalities";
import { Ppp } from "./ppp/ppp";
import { fromBytes, toBytes } from "./protocol/bytes";
import { seededRandom } from "./random";
import type { References } from "./tables/fields";
import { TABLES } from "./tables/index";
import { KEPT_LOG_LINES } from "./tables/router-log";
import type { Reachability, RouterFacts } from "./tables/spec";
import { Table, type TableChange } from "./tables/table";
import { granted, letIn } from "./tables/users";
import type {
  PppSession,
  RouterOsSimulatorOptions,
  RouterSnapshot,
  SimulatedUser,
  Speeds,
} from "./types";

const DEFAULT_USER: SimulatedUser = { name: "admin", password: "" };
const NAIROBI_OFFSET_MS = 3 * 3_600_000;

/** A router without its wire: tables, sessions, users, faults and log. */
export class Router implements RouterFacts {
  readonly id: string;
  readonly personality: Personality;
  readonly users: readonly SimulatedUser[];
  serial: string;
  readonly faults = new FaultPlan();
  readonly log: CommandLog;
  readonly counters = new CounterBook();
  readonly random: () => number;
  readonly clock = new Clock();
  readonly ppp: Ppp;
  readonly hotspot: Hotspot;
  readonly hotspotClients: HotspotClients;
  readonly connections: Connections;
  readonly #tables = new Map<string, Table>();
  readonly #listeners = new Set<(change: TableChange) => void>();
  readonly #reachable = new Map<string, Reachability>();
  readonly #dns: DnsChildren;
  #bootedAt = this.clock.now();

  constructor(readonly options: RouterOsSimulatorOptions) {
    this.id = options.id ?? "router";
    this.personality = personalityOf(options.version ?? "7.16");
    this.users = (options.users ?? [DEFAULT_USER]).map(inBytes);
    this.serial = options.serial ?? (options.chr ? "SimulatedCHR" : "HCV08SIM0001");
    this.log = new CommandLog(this.id);
    this.random = seededRandom(options.seed ?? 1);
    const references: References = {
      release: this.personality.release,
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
    this.connections = new Connections(table, (address) =>
      this.hotspotClients.clients().some((client) => client.address === address),
    );
    this.#dns = new DnsChildren(
      this.requireTable("/ip/firewall/address-list"),
      (name) => options.dns?.[name] ?? [],
    );
    this.onChange((change) => this.#dns.follow(change));
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

  /** Who signs in with this name (a byte string), if he may. */
  user(name: string): (SimulatedUser & { address: string }) | undefined {
    const row = this.requireTable("/user").find(name);
    if (row?.fields.name !== name || row.fields.disabled === "true") return undefined;
    const { password = "", address = "", group = "" } = row.fields;
    const policy = this.requireTable("/user/group").find(group)?.fields.policy ?? "";
    return { name, password, address, policies: granted(policy) };
  }

  /** A line of the router's log. */
  note(topics: string, message: string): void {
    const log = this.requireTable("/log");
    log.place({ time: this.personality.timestamp(this.localTime), topics, message });
    log.trim(KEPT_LOG_LINES);
  }

  /** Another unit stands where this one stood; with `reset` it is factory-new. */
  swapHardware(serial: string, reset: boolean): void {
    this.serial = serial;
    if (reset) for (const table of this.#tables.values()) table.reset();
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

  endSession(id: string, reason = "nas-request"): boolean {
    return this.ppp.end(id, reason);
  }

  reachability(host: string): Reachability {
    return this.#reachable.get(host) ?? { up: false, since: this.#bootedAt };
  }

  /** Whether a device at this address answers, for netwatch and leases, and what it moves. */
  setReachable(host: string, up: boolean, speeds: Partial<Speeds> = {}): void {
    const before = this.reachability(host);
    const since = before.up === up ? before.since : this.now();
    this.#reachable.set(host, { ...speeds, up, since });
    if (before.up === up) return;
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
    this.#letOptionUsersIn();
    for (const cpe of snapshot.cpes) this.ppp.dialer.dial(cpe);
    for (const client of snapshot.hotspotClients ?? []) this.hotspotClients.arrive(client);
    this.#answerAll();
  }

  /** The options name who may sign in, whatever an older state says. */
  #letOptionUsersIn(): void {
    const [users, groups] = [this.requireTable("/user"), this.requireTable("/user/group")];
    for (const one of this.users) letIn(users, groups, one);
  }

  #answerAll(): void {
    this.#dns.resolveAll();
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

function inBytes(user: SimulatedUser): SimulatedUser {
  return { ...user, name: toBytes(user.name), password: toBytes(user.password) };
}

/** Tables whose rows say whether an address answers. */
const WATCHED = [
  ["/tool/netwatch", "host"],
  ["/ip/dhcp-server/lease", "address"],
] as const;
