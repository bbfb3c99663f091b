import type { Rates } from "../sync";

export type ServiceType = "pppoe" | "static" | "hotspot";

/** A row of the router as it was read; never a password. */
export interface Found {
  /** The row's name there. */
  name: string;
  comment: string;
  /** Name of the profile; empty for addresses. */
  profile: string;
  /** The rate as the router writes it; empty when there is none. */
  rate: string;
  /** The date in its comment, ISO. */
  commentDate?: string;
  /** The address list on which its profile puts its sessions. */
  addressList?: string;
  /** It has a password that the router did not show. */
  passwordHidden?: true;
  /** Why it cannot be taken in as it is. */
  obstacle?: string;
}

/** What a package is made of, apart from its speeds, name and price. */
export interface PackageContent {
  /** The speed that the router has; null: none, or in no notation that we know. */
  rates: Rates | null;
  addressPool: string | null;
  sharedUsers: number | null;
  uptimeLimitSeconds: number | null;
  dataCapBytes: number | null;
  /** Parts of the rate that packages cannot say. */
  lost: string[];
}
