import { z } from "zod";
import {
  defaultGuardSettings,
  defaultHotspotSettings,
  defaultRouterSettings,
  defaultStaticSettings,
} from "@/lib/sync";

const ipv4 = z.ipv4("Enter an IPv4 address such as 10.64.0.1.");
const ranges = z
  .string()
  .trim()
  .regex(
    /^$|^\d{1,3}(\.\d{1,3}){3}(-\d{1,3}(\.\d{1,3}){3}|\/\d{1,2})?(,\d{1,3}(\.\d{1,3}){3}(-\d{1,3}(\.\d{1,3}){3}|\/\d{1,2})?)*$/,
    "Enter ranges such as 10.64.0.2-10.64.15.254, separated by commas.",
  );
/** Names that routers take without quoting trouble. */
const routerName = z
  .string()
  .trim()
  .regex(/^[\w.-]{1,60}$/, "Use letters, digits, dots, dashes and underscores.");

/** A name, or nothing. */
const nameOrNone = z.union([z.literal(""), routerName]).default("");
const flag = z.coerce.boolean().default(false);

const StaticInput = z
  .object({
    cutOff: z.enum(["list", "disable"]).default(defaultStaticSettings.cutOff),
    blockedAddressList: routerName.default(defaultStaticSettings.blockedAddressList),
    hotspotBinding: flag,
    netwatch: flag,
    arpInterface: nameOrNone,
    dhcpServer: nameOrNone,
    parentQueue: nameOrNone,
  })
  .refine(({ cutOff, hotspotBinding }) => cutOff === "list" || hotspotBinding, {
    path: ["cutOff"],
    message:
      "Disabling keeps out only those whom the hotspot lets past: turn that on, or use the list.",
  });

const HotspotInput = z.object({
  server: routerName.default(defaultHotspotSettings.server),
  macCookie: flag,
});

const GuardInput = z.object({
  keepRules: flag,
  payPageAddress: z.union([z.literal(""), ipv4]).default(""),
  payPageHost: z
    .string()
    .trim()
    .toLowerCase()
    .regex(
      /^$|^[a-z0-9*]([a-z0-9.*-]{0,251}[a-z0-9])?$/,
      "Enter a host name such as pay.isp.co.ke.",
    )
    .default(""),
  redirect: flag,
});

export const SettingsInput = z.object({
  localAddress: ipv4,
  addressPool: z.object({ name: routerName, ranges }),
  suspension: z.enum(["disable", "walled"]),
  walledAddressList: routerName,
  static: StaticInput.default(defaultStaticSettings),
  hotspot: HotspotInput.default(defaultHotspotSettings),
  guard: GuardInput.default(defaultGuardSettings),
  fallbackEncoding: z.enum(["windows-1252", "utf-8"]),
});

const host = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9]([A-Za-z0-9.:-]{0,251}[A-Za-z0-9])?$/, "Enter a host name or an address.");
const fingerprint = z
  .string()
  .trim()
  .regex(/^([0-9a-f]{2}:?){31}[0-9a-f]{2}$/i, "Enter the certificate's SHA-256 fingerprint.");
const apiPassword = z
  .string()
  .max(128, "At most 128 characters.")
  .regex(/^[ -~]*$/, "RouterOS API passwords must be plain ASCII.");

const PORT = "Enter a port from 1 to 65535.";

/** Where a router is and how to sign in, as forms give it. */
export const ConnectionInput = z.object({
  host,
  port: z.coerce.number(PORT).int(PORT).min(1, PORT).max(65_535, PORT).optional(),
  transport: z.enum(["plain", "tls"]).default("plain"),
  tlsFingerprint: z.preprocess((v) => (v === "" ? null : v), fingerprint.nullish()),
  apiUsername: z
    .string()
    .trim()
    .min(1, "Enter the API user's name.")
    .max(64, "At most 64 characters."),
  apiPassword,
});

export const RouterInput = ConnectionInput.extend({
  name: z.string().trim().min(1, "Enter a name.").max(60, "At most 60 characters."),
  settings: SettingsInput.default({
    ...defaultRouterSettings,
    static: defaultStaticSettings,
    hotspot: defaultHotspotSettings,
    guard: defaultGuardSettings,
  }),
});

export const defaultPort = (transport: "plain" | "tls"): number =>
  transport === "tls" ? 8729 : 8728;
