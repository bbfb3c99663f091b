import { z } from "zod";
import type { RouterOsSimulatorOptions } from "./types";

const port = z.number().int().min(0).max(65535);
const seconds = z.number().min(0).max(86_400);

const policy = z.enum([
  ...([
    "api",
    "read",
    "write",
    "sensitive",
    "test",
    "reboot",
    "policy",
    "local",
    "telnet",
  ] as const),
  ...(["ssh", "ftp", "winbox", "password", "web", "sniff", "romon", "rest-api"] as const),
]);

export const userSchema = z.strictObject({
  name: z.string().min(1),
  password: z.string(),
  policies: z.array(policy).optional(),
});

/** One router of a stand-alone process, and the options of the in-process start. */
export const routerOptionsSchema: z.ZodType<RouterOsSimulatorOptions> = z.strictObject({
  id: z
    .string()
    .regex(/^[\w.-]+$/, "letters, digits, dots, dashes and underscores only")
    .optional(),
  host: z.string().optional(),
  port: port.optional(),
  tlsPort: port.optional(),
  tls: z.strictObject({ cert: z.string(), key: z.string() }).optional(),
  controlPort: port.optional(),
  version: z.enum(["6.49", "7.9", "7.16", "7.18", "7.22"]).optional(),
  identity: z.string().optional(),
  serial: z.string().optional(),
  chr: z.boolean().optional(),
  users: z.array(userSchema).optional(),
  loginStyle: z.enum(["plain", "challenge", "both"]).optional(),
  trapCategories: z.enum(["present", "absent"]).optional(),
  maxSessions: z.number().int().min(1).max(1000).optional(),
  autoCpe: z.boolean().optional(),
  redialSeconds: seconds.optional(),
  bootSeconds: seconds.optional(),
  missingMenus: z.array(z.string().startsWith("/")).optional(),
  hotspotDropsSharedUsers: z.boolean().optional(),
  lifelikeTraffic: z.boolean().optional(),
  addressOrder: z.enum(["text", "number", "none"]).optional(),
  dns: z.record(z.string(), z.array(z.ipv4())).optional(),
  losesTime: z.boolean().optional(),
  stateFile: z.string().optional(),
  seed: z.number().int().optional(),
});

export const cpeSchema = z.strictObject({
  name: z.string().min(1),
  password: z.string(),
  callerId: z.string().optional(),
  redialSeconds: seconds.optional(),
  uploadKbps: z.number().min(0).optional(),
  downloadKbps: z.number().min(0).optional(),
});

export const hotspotClientSchema = z.strictObject({
  mac: z.string().regex(/^([0-9a-f]{2}[:.-]?){6}$/i, "a MAC address"),
  address: z.ipv4().optional(),
  server: z.string().optional(),
  user: z.string().optional(),
  password: z.string().optional(),
  retrySeconds: seconds.optional(),
  uploadKbps: z.number().min(0).optional(),
  downloadKbps: z.number().min(0).optional(),
});

const fields = z.record(z.string(), z.string());

export const snapshotSchema = z.strictObject({
  format: z.literal(1),
  tables: z.record(
    z.string(),
    z.strictObject({
      nextId: z.number().int().min(1),
      rows: z.array(z.strictObject({ id: z.string(), fields })),
    }),
  ),
  cpes: z.array(cpeSchema),
  hotspotClients: z.array(hotspotClientSchema).optional(),
});
