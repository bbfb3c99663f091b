import { createHash } from "node:crypto";
import { formatDuration } from "../duration";
import { live, name, text } from "./fields";
import type { TableSpec } from "./spec";

export const identity: TableSpec = {
  path: "/system/identity",
  singleton: true,
  verbs: ["set"],
  fields: { name: name({ default: "MikroTik" }) },
  factory: ({ options }) => [{ id: "*0", fields: { name: options.identity ?? "MikroTik" } }],
};

const VIRTUAL = { "architecture-name": "x86_64", "board-name": "CHR QEMU", cpu: "QEMU" };
const HARDWARE = { "architecture-name": "arm64", "board-name": "CCR2004-16G-2S+", cpu: "ARM64" };

export const resource: TableSpec = {
  path: "/system/resource",
  singleton: true,
  verbs: [],
  fields: Object.fromEntries(
    [
      "uptime",
      "version",
      "build-time",
      "factory-software",
      "free-memory",
      "total-memory",
      "cpu",
      "cpu-count",
      "cpu-frequency",
      "cpu-load",
      "free-hdd-space",
      "total-hdd-space",
      "architecture-name",
      "board-name",
      "platform",
    ].map((field) => [field, live()]),
  ),
  computed: (_, { options, personality, uptimeSeconds }) => ({
    uptime: formatDuration(uptimeSeconds * 1000),
    version: personality.version,
    "build-time": personality.buildTime,
    "factory-software": "7.4.1",
    "free-memory": "3862560768",
    "total-memory": "4294967296",
    "cpu-count": "4",
    "cpu-frequency": "1700",
    "cpu-load": "3",
    "free-hdd-space": "97943552",
    "total-hdd-space": "134217728",
    platform: "MikroTik",
    ...(options.chr ? VIRTUAL : HARDWARE),
  }),
};

export const routerboard: TableSpec = {
  path: "/system/routerboard",
  singleton: true,
  verbs: [],
  fields: Object.fromEntries(
    ["routerboard", "model", "serial-number", "firmware-type", "current-firmware"].map((field) => [
      field,
      live(),
    ]),
  ),
  computed: (_, { options, personality, serial }) =>
    options.chr
      ? { routerboard: "false" }
      : {
          routerboard: "true",
          model: HARDWARE["board-name"],
          "serial-number": serial,
          "firmware-type": "al64",
          "current-firmware": personality.version.split(" ")[0] ?? "",
        },
};

/** As on real routers: eight letters and digits that belong to the disk. */
function softwareId(serial: string): string {
  const digest = createHash("sha256").update(serial).digest("hex").toUpperCase();
  return `${digest.slice(0, 4)}-${digest.slice(4, 8)}`;
}

export const license: TableSpec = {
  path: "/system/license",
  singleton: true,
  verbs: [],
  fields: Object.fromEntries(
    ["system-id", "level", "software-id", "nlevel", "features"].map((field) => [field, live()]),
  ),
  computed: (_, { options, serial }) =>
    options.chr
      ? { "system-id": serial, level: "p1" }
      : { "software-id": softwareId(serial), nlevel: "6", features: "" },
};

export const clock: TableSpec = {
  path: "/system/clock",
  singleton: true,
  verbs: ["set"],
  fields: {
    time: live(),
    date: live(),
    "time-zone-autodetect": text({ default: "true" }),
    "time-zone-name": text({ default: "Africa/Nairobi" }),
    "gmt-offset": live(),
  },
  computed: (_, { localTime, personality }) => {
    const [date = "", time = ""] = personality.timestamp(localTime).split(" ");
    return { date, time, "gmt-offset": "+03:00" };
  },
};
