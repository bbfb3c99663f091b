import { lifelike, limitsOf, type Moved } from "../demo-traffic";
import { parseDuration } from "../duration";
import { SessionRows } from "../session-rows";
import type { RouterFacts, StoredRow } from "../tables/spec";
import type { Table } from "../tables/table";
import type { Row } from "../types";
import { authenticateHotspot, type HotspotGrant, LoginRefused } from "./authenticate";
import { bindingOf } from "./binding";
import { activeFields, activeId, addUp, chargeUser, hostFields, usage } from "./rows";

/** A device as the router sees it. Byte strings. */
export interface Device {
  mac: string;
  address: string;
  /** The name of the hotspot server; the first one if omitted. */
  server?: string;
  user?: string;
  password?: string;
  uploadKbps: number;
  downloadKbps: number;
}

/** A device that is signed in. */
export interface HotspotSession extends HotspotGrant {
  id: string;
  device: Device;
  user: string;
  loginBy: "http-chap" | "cookie" | "mac-cookie";
  startedAt: number;
  /** Of a device that was given no speed, where lifelike traffic is asked for. */
  moved?: (now: number) => Moved;
  /** Tells the device that it is out. */
  ended(): void;
  stopTimer(): void;
}

export type Presence = "bypassed" | "blocked" | "regular";

/** The hotspots of a router: hosts, sign-ins, cookies, and what couples them. */
export class Hotspot {
  readonly #sessions = new Map<string, HotspotSession>();
  readonly #rows: SessionRows;

  constructor(
    readonly facts: RouterFacts,
    readonly table: (path: string) => Table,
  ) {
    this.#rows = new SessionRows(table);
  }

  session(id: string): HotspotSession | undefined {
    return this.#sessions.get(id);
  }

  usage(id: string) {
    const session = this.#sessions.get(id);
    return session && usage(session, this.facts.now());
  }

  /** Makes the device a host, if it is none yet, and tells how it is treated until it is removed. */
  see(device: Device): Presence {
    const server = this.#server(device);
    const hosts = this.table("/ip/hotspot/host");
    const [known] = hosts.having("mac-address", device.mac) ?? [];
    if (!known) {
      const binding = bindingOf(this.table("/ip/hotspot/ip-binding").rows(), device, server.id);
      hosts.place(hostFields(device, server, binding));
      return presence(binding?.type);
    }
    if (known.fields.bypassed === "true") return "bypassed";
    return known.fields.blocked === "true" ? "blocked" : "regular";
  }

  /** Signs a device in: by cookie if one will do, else as its user. Throws {@link LoginRefused}. */
  signIn(device: Device, ended: () => void): HotspotSession {
    const server = this.#server(device);
    const { user, password = "" } = device;
    const cookie = this.#cookie(device);
    if (cookie) {
      try {
        const loginBy = cookie["mac-cookie"] === "true" ? "mac-cookie" : "cookie";
        return this.#admit({ device, user: cookie.user ?? "", loginBy, ended }, server);
      } catch (error) {
        // The portal asks then; a voucher that is used up must not bar the next one.
        if (!(error instanceof LoginRefused) || user === undefined) throw error;
      }
    }
    if (user === undefined) throw new LoginRefused("nobody signs in");
    return this.#admit({ device, user, loginBy: "http-chap", ended }, server, password);
  }

  #admit(
    entry: Pick<HotspotSession, "device" | "user" | "loginBy" | "ended">,
    server: StoredRow,
    password?: string,
  ): HotspotSession {
    const { mac, address } = entry.device;
    const { user } = entry;
    const grant = authenticateHotspot(
      { user, mac, address, server: server.id, ...(password === undefined ? {} : { password }) },
      { users: this.table("/ip/hotspot/user"), profiles: this.table("/ip/hotspot/user/profile") },
    );
    const others = [...this.#sessions.values()].filter(({ userId }) => userId === grant.userId);
    if (others.length >= grant.sharedUsers) {
      throw new LoginRefused("no more sessions are allowed for this user");
    }
    return this.#open({ ...grant, ...entry }, server);
  }

  /** A line of the router's log about a device. */
  note({ user = "", address }: Device, text: string): void {
    this.facts.note("hotspot,account,info,debug", `${user} (${address}): ${text}`);
  }

  /** What `/ip/hotspot/active/remove` does. */
  removeActive(id: string): void {
    const session = this.#sessions.get(id);
    if (!session) return;
    const all = this.facts.options.hotspotDropsSharedUsers
      ? [...this.#sessions.values()].filter(({ userId }) => userId === session.userId)
      : [session];
    for (const one of all) {
      // The cookie of the browser stays; only the MAC cookie goes with the session.
      this.#dropCookies(one, ({ fields }) => fields["mac-cookie"] === "true");
      this.#end(one);
    }
  }

  /** What `/ip/hotspot/host/remove` does: the device comes back as one that was never seen. */
  removeHost({ id, fields }: StoredRow): void {
    this.table("/ip/hotspot/host").withdraw(id);
    const mac = fields["mac-address"];
    for (const session of [...this.#sessions.values()]) {
      if (session.device.mac === mac) this.#end(session);
    }
  }

  /** The device is gone: its host entry and its session with it. */
  leave({ mac }: Device): void {
    const [host] = this.table("/ip/hotspot/host").having("mac-address", mac) ?? [];
    if (host) this.removeHost(host);
  }

  /** Power is gone: nobody is told, and no time is charged. */
  shutDown(): void {
    for (const session of this.#sessions.values()) session.stopTimer();
    this.#sessions.clear();
    this.#rows.clear();
  }

  #server(device: Device): StoredRow {
    const servers = this.table("/ip/hotspot");
    const named = device.server === undefined ? servers.rows() : servers.rowsNamed(device.server);
    const server = named.find(({ fields }) => fields.disabled !== "true");
    if (!server) throw new LoginRefused("no hotspot server");
    return server;
  }

  #cookie({ mac }: Device): Row | undefined {
    const cookies = [...(this.table("/ip/hotspot/cookie").having("mac-address", mac) ?? [])];
    const byMac = cookies.find(({ fields }) => fields["mac-cookie"] === "true");
    return (byMac ?? cookies[0])?.fields;
  }

  #open(
    granted: Omit<HotspotSession, "id" | "startedAt" | "stopTimer">,
    server: StoredRow,
  ): HotspotSession {
    const { device, timeLeft, bytesLeft } = granted;
    const now = this.facts.now();
    const id = activeId(device.address);
    const bytesPerMs = addUp(device) / 8;
    const lasts = Math.min(timeLeft, bytesPerMs > 0 ? bytesLeft / bytesPerMs : Infinity);
    const stopTimer = Number.isFinite(lasts)
      ? this.facts.at(now + lasts, () => this.#end(session))
      : () => undefined;
    const moved = this.#lifelike(granted, now);
    const session: HotspotSession = { ...granted, id, startedAt: now, stopTimer, ...moved };
    this.#sessions.set(id, session);
    this.#place(session, server);
    this.note(device, "logged in");
    return session;
  }

  /** Who has only so many bytes left keeps still: the moment at which they are used up is reckoned from a steady speed. */
  #lifelike(
    { device, user, bytesLeft, rateLimit }: Omit<HotspotSession, "id" | "startedAt" | "stopTimer">,
    since: number,
  ): Pick<HotspotSession, "moved"> {
    const { lifelikeTraffic, seed = 0 } = this.facts.options;
    if (!lifelikeTraffic || addUp(device) > 0 || Number.isFinite(bytesLeft)) return {};
    const limits = limitsOf(rateLimit);
    return { moved: (now) => lifelike({ seed, name: user, limits }, since, now) };
  }

  #place(session: HotspotSession, server: StoredRow): void {
    const { id, device, user } = session;
    this.#rows.place(id, "/ip/hotspot/active", activeFields(session, server), id);
    this.#rows.placeQueue(id, `<hotspot-${user}>`, `${device.address}/32`, session.rateLimit);
    this.#rows.placeListed(id, device.address, session.addressList);
    this.#authorise(device.mac, true);
    if (session.loginBy === "http-chap") this.#leaveCookies(session, server);
  }

  #leaveCookies({ device, user, macCookie }: HotspotSession, server: StoredRow): void {
    const cookies = this.table("/ip/hotspot/cookie");
    const profile = this.table("/ip/hotspot/profile").find(server.fields.profile ?? "*0");
    const leave = (isMacCookie: boolean, lifetime: number) => {
      const fields = { user, "mac-address": device.mac, "mac-cookie": `${isMacCookie}` };
      cookies.place(fields, undefined, this.facts.now() + lifetime);
    };
    if (profile?.fields["login-by"]?.split(",").includes("cookie")) {
      leave(false, parseDuration(profile.fields["http-cookie-lifetime"] ?? "3d") ?? 0);
    }
    if (macCookie !== undefined) leave(true, macCookie);
  }

  #dropCookies({ device }: HotspotSession, which: (row: StoredRow) => boolean): void {
    const cookies = this.table("/ip/hotspot/cookie");
    const held = [...(cookies.having("mac-address", device.mac) ?? [])];
    for (const cookie of held.filter(which)) cookies.withdraw(cookie.id);
  }

  #end(session: HotspotSession): void {
    session.stopTimer();
    if (!this.#sessions.delete(session.id)) return;
    this.#rows.withdraw(session.id);
    this.#authorise(session.device.mac, false);
    chargeUser(this.table("/ip/hotspot/user"), session, this.facts.now());
    this.note(session.device, "logged out");
    session.ended();
  }

  #authorise(mac: string, authorized: boolean): void {
    const hosts = this.table("/ip/hotspot/host");
    const [host] = hosts.having("mac-address", mac) ?? [];
    if (host) hosts.amend(host, { ...host.fields, authorized: `${authorized}` });
  }
}

function presence(type: string | undefined): Presence {
  return type === "bypassed" || type === "blocked" ? type : "regular";
}
