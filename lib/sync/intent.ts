/** Rates of one user in kbit/s; burst only when all its parts are given. */
export interface Rates {
  downloadKbps: number;
  uploadKbps: number;
  /** 1 is served first, 8 last; 8 when not given. */
  priority?: number;
  burst?: {
    downloadKbps: number;
    uploadKbps: number;
    thresholdDownloadKbps: number;
    thresholdUploadKbps: number;
    seconds: number;
  };
}

export interface SessionLimits {
  onlyOne: boolean;
  idleTimeoutSeconds?: number;
  /** Devices at once under one hotspot login; one when not given. */
  sharedUsers?: number;
  /** Time online, and bytes both ways, after which a hotspot login ends: since the allowance began, where there is one. */
  uptimeLimitSeconds?: number;
  dataCapBytes?: number;
  /** The purchase since which use counts; none when nothing was bought: then all use ever counts. */
  allowance?: string;
}

/**
 * What should be true of one user on one router, in words that no router speaks.
 * `access` "walled" reaches only the pay page; `presence` "absent" means no trace of the user may remain, but of what
 * keeps a static address out that they had and nobody has since.
 */
export interface Intent {
  presence: "present" | "absent";
  /** Of who is absent: the address must not be free to use before it is somebody's again. */
  keptOut?: true;
  access: "on" | "walled" | "off";
  serviceType: "pppoe" | "static" | "hotspot";
  username: string;
  /** For people reading the router: customer and account number, ASCII. */
  label: string;
  packageSlug: string;
  rates: Rates;
  address: { fixed?: string; pool?: string; mac?: string };
  session: SessionLimits;
  /** The password's row and version; the password is resolved inside the step. */
  credential: { id: string; version: number } | null;
}
