import { type AccessGrounds, type Allowance, hasAccess } from "../billing";
import { asciiLabel, slug } from "./ascii";
import type { Intent, Rates, SessionLimits } from "./intent";

/** What the database knows about one user; money and time only, nothing of any router's language. */
export interface UserFacts {
  user: {
    status: "active" | "suspended" | "closed";
    serviceType: Intent["serviceType"];
    username: string;
    staticAddress: string | null;
    macAddress: string | null;
  } & AccessGrounds;
  customer: { name: string; accountNumber: string };
  package: PackageFacts;
  /** The newest password. */
  credential: { id: string; version: number } | null;
  /** How this router holds users whose time has run out. */
  suspension: "disable" | "walled";
  /** Somebody else on this router got the static address that a closed user had. */
  addressTaken?: boolean;
  /** What was bought of a capped package; undefined when nothing was, or the package has no cap. */
  allowance?: Allowance | undefined;
}

export interface PackageFacts {
  name: string;
  downloadKbps: number;
  uploadKbps: number;
  burstDownloadKbps: number | null;
  burstUploadKbps: number | null;
  burstThresholdDownloadKbps: number | null;
  burstThresholdUploadKbps: number | null;
  burstSeconds: number | null;
  queuePriority: number | null;
  addressPool: string | null;
  sharedUsers: number | null;
  uptimeLimitSeconds: number | null;
  dataCapBytes: number | null;
}

/** What should be true of a user at this moment. Pure: the same facts and time give the same intent. */
export function deriveIntent(facts: UserFacts, now: Date): Intent {
  const { user } = facts;
  return {
    presence: user.status === "closed" ? "absent" : "present",
    ...(leavesAddress(facts) && { keptOut: true }),
    access: deriveAccess(facts, now),
    serviceType: user.serviceType,
    username: user.username,
    label: asciiLabel(`${facts.customer.name} ${facts.customer.accountNumber}`),
    packageSlug: slug(facts.package.name),
    rates: deriveRates(facts.package),
    address: {
      ...(user.staticAddress && { fixed: user.staticAddress }),
      ...(facts.package.addressPool && { pool: facts.package.addressPool }),
      ...(user.macAddress && { mac: user.macAddress }),
    },
    session: { onlyOne: true, ...(user.serviceType === "hotspot" && deriveLimits(facts)) },
    credential: facts.credential,
  };
}

/** Whoever closes keeps the cable: where a router only blocks who is listed, their address alone would let them on. */
const leavesAddress = ({ user, addressTaken }: UserFacts): boolean =>
  user.status === "closed" &&
  user.serviceType === "static" &&
  user.staticAddress !== null &&
  !addressTaken;

/** "on" only while time is paid, vouched for or on credit; who was suspended by staff is off, never walled. */
export function deriveAccess({ user, suspension }: UserFacts, now: Date): Intent["access"] {
  if (user.status !== "active") return "off";
  if (hasAccess(user, now)) return "on";
  return suspension === "walled" ? "walled" : "off";
}

/** The intent of a user who is to leave a router: no trace may remain. */
export const goneIntent = (intent: Intent): Intent => ({
  ...intent,
  presence: "absent",
  access: "off",
});

function deriveLimits({ package: p, allowance }: UserFacts): Partial<SessionLimits> {
  const seconds = p.uptimeLimitSeconds && (allowance?.seconds ?? p.uptimeLimitSeconds);
  const bytes = p.dataCapBytes && (allowance?.bytes ?? p.dataCapBytes);
  return {
    ...(p.sharedUsers !== null && { sharedUsers: p.sharedUsers }),
    ...(seconds && { uptimeLimitSeconds: seconds }),
    ...(bytes && { dataCapBytes: bytes }),
    ...((seconds || bytes) && allowance && { allowance: allowance.epoch }),
  };
}

function deriveRates(p: PackageFacts): Rates {
  const rates = {
    downloadKbps: p.downloadKbps,
    uploadKbps: p.uploadKbps,
    ...(p.queuePriority !== null && { priority: p.queuePriority }),
  };
  if (
    p.burstDownloadKbps === null ||
    p.burstUploadKbps === null ||
    p.burstThresholdDownloadKbps === null ||
    p.burstThresholdUploadKbps === null ||
    p.burstSeconds === null
  )
    return rates;
  return {
    ...rates,
    burst: {
      downloadKbps: p.burstDownloadKbps,
      uploadKbps: p.burstUploadKbps,
      thresholdDownloadKbps: p.burstThresholdDownloadKbps,
      thresholdUploadKbps: p.burstThresholdUploadKbps,
      seconds: p.burstSeconds,
    },
  };
}
