import { setTimeout as sleep } from "node:timers/promises";
import { sessionAsText } from "./ppp/sessions";
import { fromBytes, mapValues, toBytes } from "./protocol/bytes";
import type { Router } from "./router";
import { ApiServer } from "./server/server";
import type { StateFile } from "./state-file";
import type {
  HotspotClient,
  OpenConnection,
  PppSession,
  RouterOsSimulator,
  RouterSnapshot,
  Row,
  Speeds,
  VirtualCpe,
} from "./types";

/** A router on its wire: what tests and the control port hold in their hands. */
export class Simulator implements RouterOsSimulator {
  readonly host: string;
  readonly faults: RouterOsSimulator["faults"];
  controlUrl?: string;
  readonly #server: ApiServer;
  readonly #cleanups: (() => Promise<void> | void)[] = [];
  #isDown = false;
  readonly #closing = new AbortController();
  #transition: Promise<void> = Promise.resolve();

  constructor(readonly router: Router) {
    this.host = router.options.host ?? "127.0.0.1";
    this.#server = new ApiServer(router, this.host, (seconds) => void this.reboot(seconds));
    this.faults = router.faults;
  }

  get id(): string {
    return this.router.id;
  }
  get port(): number {
    return this.#server.port;
  }
  get tlsPort(): number | undefined {
    return this.#server.tlsPort;
  }
  get isDown(): boolean {
    return this.#isDown;
  }

  async start(stateFile?: StateFile): Promise<void> {
    await this.#server.open();
    await this.#server.followServices();
    this.onClose(
      this.router.onChange(({ path }) => {
        if (path === "/ip/service") void this.#inTurn(() => this.#server.followServices());
      }),
    );
    if (stateFile) this.onClose(() => stateFile.close());
  }

  onClose(cleanup: () => Promise<void> | void): void {
    this.#cleanups.push(cleanup);
  }

  rows(path: string): Row[] {
    const table = this.router.requireTable(path);
    return table.rows().map((row) => mapValues(table.show(row), fromBytes));
  }

  addRow(path: string, fields: Row): string {
    return this.router.requireTable(path).add(mapValues(fields, toBytes));
  }

  setRow(path: string, target: string, fields: Row): void {
    this.router.requireTable(path).set([toBytes(target)], mapValues(fields, toBytes));
  }

  removeRow(path: string, target: string): void {
    this.router.requireTable(path).remove([toBytes(target)]);
  }

  sessions(): PppSession[] {
    const now = this.router.now();
    return this.router.ppp.running().map((session) => sessionAsText(session, now));
  }

  cpes() {
    return this.router.ppp.dialer.status();
  }

  dial(cpe: VirtualCpe): void {
    this.router.ppp.dialer.dial(cpe);
    this.router.noteCpes();
  }

  unplug(name: string): void {
    for (const { id } of this.router.ppp.dialer.unplug(name)) {
      this.router.endSession(id, "peer-request");
    }
    this.router.noteCpes();
  }

  kick(name: string): number {
    const named = this.router.ppp.running().filter((session) => session.name === toBytes(name));
    for (const { id } of named) this.router.endSession(id);
    return named.length;
  }

  connectHotspot(client: HotspotClient): void {
    this.router.hotspotClients.arrive(client);
    this.router.noteCpes();
  }

  disconnectHotspot(mac: string): void {
    this.router.hotspotClients.leave(mac);
    this.router.noteCpes();
  }

  hotspotClients() {
    return this.router.hotspotClients.status();
  }

  setReachable(address: string, up: boolean, speeds?: Partial<Speeds>): void {
    this.router.setReachable(address, up, speeds);
  }

  openConnection(connection: OpenConnection): boolean {
    return this.router.connections.open(connection);
  }

  carrying(address: string): number {
    return this.router.connections.carrying(address);
  }

  advance(seconds: number): void {
    this.router.clock.advance(seconds * 1000);
  }

  swapHardware(serial: string, reset = false): Promise<void> {
    return this.#powerCycle(0, () => this.router.swapHardware(serial, reset));
  }

  placeRow(path: string, fields: Row): string {
    return this.router.requireTable(path).place(mapValues(fields, toBytes));
  }

  setDown(down: boolean): Promise<void> {
    return this.#inTurn(() => {
      this.#isDown = down;
      return this.#follow();
    });
  }

  reboot(seconds = this.router.options.bootSeconds ?? 0): Promise<void> {
    return this.#powerCycle(seconds, () => undefined);
  }

  #powerCycle(seconds: number, meanwhile: () => void): Promise<void> {
    return this.#inTurn(async () => {
      await this.#server.shut();
      this.router.shutDown();
      meanwhile();
      await sleep(seconds * 1000, undefined, { signal: this.#closing.signal }).catch(() => {});
      if (this.#closing.signal.aborted) return;
      this.router.boot();
      await this.#follow();
    });
  }

  /** Reboots and link changes happen one after the other. */
  #inTurn(transition: () => Promise<void>): Promise<void> {
    const done = this.#transition.then(transition);
    this.#transition = done.catch(() => undefined);
    return done;
  }

  /** Opens or shuts the ports as the router's state demands. */
  async #follow(): Promise<void> {
    if (this.#isDown) await this.#server.shut();
    else if (!this.#server.isOpen) await this.#server.open();
    await this.#server.followServices();
  }

  counters() {
    return this.router.counters.get();
  }

  commands() {
    return this.router.log.entries();
  }

  writes() {
    return this.commands().filter((entry) => entry.write);
  }

  resetLog(): void {
    this.router.log.reset();
    this.router.counters.reset();
  }

  connectionCount(): number {
    return this.counters().opened;
  }

  openConnections(): number {
    return this.#server.openConnections;
  }

  snapshot(): RouterSnapshot {
    return this.router.snapshot();
  }

  restore(snapshot: RouterSnapshot): void {
    this.router.restore(snapshot);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#transition;
    await this.#server.shut();
    for (const cleanup of this.#cleanups.splice(0)) await cleanup();
    this.router.close();
  }
}
