import { fromBytes, toBytes } from "../protocol/bytes";
import type { HotspotClient, HotspotClientStatus } from "../types";
import { LoginRefused } from "./authenticate";
import type { Device, Hotspot, HotspotSession } from "./hotspot";

interface Visitor {
  client: HotspotClient;
  device: Device;
  state: HotspotClientStatus["state"];
  session?: HotspotSession;
  timer?: NodeJS.Timeout;
  gone?: boolean;
  attempts: number;
  lastFailure?: string;
}

function normalMac(mac: string): string {
  const digits = mac.replace(/[:.-]/g, "").toUpperCase();
  return (digits.match(/../g) ?? []).join(":");
}

/** The customers' devices at the hotspots: each shows up, signs in, and tries again for ever. */
export class HotspotClients {
  readonly #visitors = new Map<string, Visitor>();
  #lastHost = 0;
  #paused = false;

  constructor(
    readonly hotspot: Hotspot,
    readonly retrySeconds: number,
  ) {}

  /** Takes text. A device with this MAC gets the new credentials. */
  arrive(input: HotspotClient): void {
    const mac = normalMac(input.mac);
    const known = this.#visitors.get(mac);
    const client = {
      ...input,
      mac,
      address: input.address ?? known?.client.address ?? this.#lease(),
    };
    const visitor: Visitor = known ?? {
      client,
      device: this.#device(client),
      state: "signed-out",
      attempts: 0,
    };
    visitor.client = client;
    visitor.device = this.#device(client);
    this.#visitors.set(mac, visitor);
    if (!visitor.session) this.#attempt(visitor);
  }

  /** Somebody signs the device in from the router's side; false if nobody has seen it. */
  signIn(mac: string, user: string, password: string): boolean {
    const visitor = this.#visitors.get(normalMac(mac));
    if (!visitor) return false;
    visitor.device = { ...visitor.device, user, password };
    if (!visitor.session) this.#attempt(visitor);
    return true;
  }

  /** The device at this address, if the router lets it through. */
  deviceAt(address: string): Device | undefined {
    const [host] = this.hotspot.table("/ip/hotspot/host").having("address", address) ?? [];
    if (host?.fields.authorized !== "true" && host?.fields.bypassed !== "true") return undefined;
    return this.#visitors.get(host.fields["mac-address"] ?? "")?.device;
  }

  /** Why the device is not in; undefined if it is. */
  failureOf(mac: string): string | undefined {
    return this.#visitors.get(normalMac(mac))?.lastFailure;
  }

  /** Switches a device off. */
  leave(mac: string): void {
    const visitor = this.#visitors.get(normalMac(mac));
    if (!visitor) return;
    clearTimeout(visitor.timer);
    visitor.gone = true;
    this.#visitors.delete(visitor.client.mac);
    this.hotspot.leave(visitor.device);
  }

  pause(): void {
    this.#paused = true;
    for (const visitor of this.#visitors.values()) {
      clearTimeout(visitor.timer);
      visitor.session = undefined;
      visitor.state = "signed-out";
    }
  }

  resume(): void {
    this.#paused = false;
    for (const visitor of this.#visitors.values()) if (!visitor.session) this.#attempt(visitor);
  }

  clear(): void {
    for (const visitor of this.#visitors.values()) clearTimeout(visitor.timer);
    this.#visitors.clear();
  }

  clients(): HotspotClient[] {
    return [...this.#visitors.values()].map(({ client }) => client);
  }

  status(): HotspotClientStatus[] {
    return [...this.#visitors.values()].map(
      ({ client, state, attempts, lastFailure, session }) => ({
        ...client,
        state,
        attempts,
        ...(session ? { signedInAs: fromBytes(session.user), loginBy: session.loginBy } : {}),
        ...(lastFailure === undefined ? {} : { lastFailure }),
      }),
    );
  }

  #device({
    mac,
    address = "",
    server,
    user,
    password,
    uploadKbps,
    downloadKbps,
  }: HotspotClient): Device {
    return {
      mac,
      address,
      uploadKbps: uploadKbps ?? 0,
      downloadKbps: downloadKbps ?? 0,
      ...(server === undefined ? {} : { server: toBytes(server) }),
      ...(user === undefined ? {} : { user: toBytes(user) }),
      ...(password === undefined ? {} : { password: toBytes(password) }),
    };
  }

  #lease(): string {
    this.#lastHost += 1;
    return `10.5.${50 + Math.floor(this.#lastHost / 250)}.${2 + (this.#lastHost % 250)}`;
  }

  #attempt(visitor: Visitor): void {
    clearTimeout(visitor.timer);
    if (this.#paused) return;
    visitor.attempts += 1;
    visitor.lastFailure = undefined;
    try {
      this.#enter(visitor);
    } catch (error) {
      if (!(error instanceof LoginRefused)) throw error;
      visitor.lastFailure = error.message;
      if (visitor.device.user !== undefined) {
        this.hotspot.note(visitor.device, `login failed: ${error.message}`);
      }
    }
    if (!visitor.session) this.#later(visitor);
  }

  #enter(visitor: Visitor): void {
    const presence = this.hotspot.see(visitor.device);
    visitor.state = presence === "regular" ? "signed-out" : presence;
    if (presence !== "regular") return;
    visitor.session = this.hotspot.signIn(visitor.device, () => this.#lost(visitor));
    visitor.state = "online";
  }

  #lost(visitor: Visitor): void {
    visitor.session = undefined;
    visitor.state = "signed-out";
    if (!visitor.gone) this.#later(visitor);
  }

  #later(visitor: Visitor): void {
    const seconds = visitor.client.retrySeconds ?? this.retrySeconds;
    clearTimeout(visitor.timer);
    visitor.timer = setTimeout(() => this.#attempt(visitor), seconds * 1000);
  }
}
