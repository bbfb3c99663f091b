import { Trap } from "./traps";
import type { LoginStyle, RouterOsVersion } from "./types";

/** What a release does differently. A further release is one more line in `RELEASES`. */
export interface Personality {
  /** 7016 for 7.16: major × 1000 + minor. */
  release: number;
  /** As `/system/resource` shows it. */
  version: string;
  buildTime: string;
  loginStyle: LoginStyle;
  /** `!empty` before `!done` when a print has no rows. */
  sendsEmpty: boolean;
  /** Traps about arguments carry `=category=`. */
  trapCategories: "present" | "absent";
  /** `print` knows `show-sensitive`. */
  showSensitive: boolean;
  /** What a menu that does not exist answers. */
  noSuchMenu(menu: string): Trap;
  /** Router-local time without a zone. */
  timestamp(time: Date): string;
}

const RELEASES: Record<RouterOsVersion, { version: string; built: string }> = {
  "6.49": { version: "6.49.18 (long-term)", built: "2025-02-27T15:49:51Z" },
  "7.9": { version: "7.9.2 (stable)", built: "2023-05-30T09:18:05Z" },
  "7.16": { version: "7.16.2 (stable)", built: "2024-11-26T12:09:40Z" },
  "7.18": { version: "7.18.2 (stable)", built: "2025-03-11T11:59:04Z" },
  "7.22": { version: "7.22.1 (stable)", built: "2026-03-23T13:35:02Z" },
};

const MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");

function isoTimestamp(time: Date): string {
  return time.toISOString().slice(0, 19).replace("T", " ");
}

function monthTimestamp(time: Date): string {
  const [date = "", clock = ""] = isoTimestamp(time).split(" ");
  const [year, month, day] = date.split("-");
  return `${MONTHS[Number(month) - 1]}/${day}/${year} ${clock}`;
}

function noSuchMenu(release: number, menu: string): Trap {
  if (release < 7000) return new Trap("no such command prefix", 0);
  return new Trap(`no such command or directory (${menu.split("/").at(-1)})`, 0);
}

/** The personality of a release (RouterOS changelogs; 6.43, 6.45.1, 7.10, 7.18 and 7.21 differ). */
export function personalityOf(version: RouterOsVersion): Personality {
  const { version: full, built } = RELEASES[version];
  const [major, minor] = version.split(".").map(Number);
  const release = (major ?? 0) * 1000 + (minor ?? 0);
  const timestamp = release < 7010 ? monthTimestamp : isoTimestamp;
  return {
    release,
    version: full,
    buildTime: timestamp(new Date(built)),
    loginStyle: release < 6043 ? "challenge" : "plain",
    sendsEmpty: release >= 7018,
    trapCategories: release < 7000 ? "absent" : "present",
    showSensitive: release >= 7021,
    noSuchMenu: (menu) => noSuchMenu(release, menu),
    timestamp,
  };
}
