/** How a router is set up, as far as the compiler needs to know. */
export interface RouterSettings {
  /** The PPPoE gateway address that customers see, e.g. 10.64.0.1. */
  localAddress: string;
  /** Default address pool for PPPoE users; created and converged by us when ranges are given. */
  addressPool: { name: string; ranges: string };
  /** How lapsed users are held: cut off, or let through to the pay page alone. */
  suspension: "disable" | "walled";
  /** Address list of those who reach only the pay page. */
  walledAddressList: string;
  /** Static addresses; routers taken in before there were any say nothing. */
  static?: StaticSettings;
  hotspot?: HotspotSettings;
  /** What keeps out, or leads to the pay page, whoever has not paid. */
  guard?: GuardSettings;
  /** Codepage for names that are not UTF-8 when read. */
  fallbackEncoding: "windows-1252" | "utf-8";
}

export interface StaticSettings {
  /** How access is taken away: by an entry on the blocked list, or by disabling what lets the address in. */
  cutOff: "list" | "disable";
  /** Address list that the router's firewall drops. */
  blockedAddressList: string;
  /** The router is a hotspot: addresses are let past its sign-in. */
  hotspotBinding: boolean;
  /** Pings each address, so that screens can tell who is online. */
  netwatch: boolean;
  /** Interface whose ARP table ties addresses to devices; empty: none is kept. */
  arpInterface: string;
  /** DHCP server that hands addresses to their devices; empty: none does. */
  dhcpServer: string;
  /** Queue that all others are children of; empty: none. */
  parentQueue: string;
}

export interface HotspotSettings {
  /** Hotspot server that users may sign in at. */
  server: string;
  /** Devices are remembered and signed in again by their MAC address. */
  macCookie: boolean;
}

export interface GuardSettings {
  /** The firewall rules and walled garden entries are ours to keep. */
  keepRules: boolean;
  /** IPv4 address of the pay page, as customers reach it; empty: not known. */
  payPageAddress: string;
  /** Its host name, for the hotspot's walled garden; empty: none. */
  payPageHost: string;
  /** Web pages that walled users open lead to the pay page. */
  redirect: boolean;
}

export const defaultGuardSettings: GuardSettings = {
  keepRules: true,
  payPageAddress: "",
  payPageHost: "",
  redirect: true,
};

export const defaultStaticSettings: StaticSettings = {
  cutOff: "list",
  blockedAddressList: "isp-blocked",
  hotspotBinding: false,
  netwatch: true,
  arpInterface: "",
  dhcpServer: "",
  parentQueue: "",
};

export const defaultHotspotSettings: HotspotSettings = { server: "all", macCookie: true };

export const defaultRouterSettings: RouterSettings = {
  localAddress: "10.64.0.1",
  addressPool: { name: "isp-pppoe", ranges: "10.64.0.2-10.64.15.254" },
  suspension: "disable",
  walledAddressList: "isp-walled",
  static: defaultStaticSettings,
  hotspot: defaultHotspotSettings,
  guard: defaultGuardSettings,
  fallbackEncoding: "windows-1252",
};
