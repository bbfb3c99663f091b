/** How a router is set up, as far as the compiler needs to know. */
export interface RouterSettings {
  /** The PPPoE gateway address that customers see, e.g. 10.64.0.1. */
  localAddress: string;
  /** Default address pool for PPPoE users; created and converged by us when ranges are given. */
  addressPool: { name: string; ranges: string };
  /** How lapsed users are held: secret disabled, or moved to a walled-garden profile. */
  suspension: "disable" | "walled";
  /** Address list that a walled profile puts its sessions on. */
  walledAddressList: string;
  /** Codepage for names that are not UTF-8 when read. */
  fallbackEncoding: "windows-1252" | "utf-8";
}

export const defaultRouterSettings: RouterSettings = {
  localAddress: "10.64.0.1",
  addressPool: { name: "isp-pppoe", ranges: "10.64.0.2-10.64.15.254" },
  suspension: "disable",
  walledAddressList: "isp-walled",
  fallbackEncoding: "windows-1252",
};
