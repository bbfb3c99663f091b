import { z } from "zod";

const list = z.string().transform((v) =>
  v
    .split(",")
    .map((s) => s.trim())
    .filter(Boolean),
);
const key32 = z
  .string()
  .refine((v) => Buffer.from(v, "base64").length === 32, "must be 32 bytes in base64");

/** What only starting needs (scripts/start): the rest is read by the processes that it starts. */
const StartSettings = z.object({
  APP_MODE: z.enum(["demo", "live"], "must be demo or live").default("demo"),
  DATABASE_URL: z.url("must be the URL of a Postgres").optional(),
  /** The owner of the tables, for migrations; DATABASE_URL is then the app's own, lesser role. */
  DATABASE_MIGRATION_URL: z.url("must be the URL of a Postgres").optional(),
  ISP_DATA_DIR: z.string().default(".data"),
  PORT: z.coerce.number().int().min(1).max(65_535).optional(),
  HOST: z.string().optional(),
  APP_URL: z.url().optional(),
  INNGEST_BASE_URL: z.url().optional(),
  OPERATOR_NAME: z.string().min(1).max(60).optional(),
  OWNER_EMAIL: z.email("must be an email address").optional(),

  MPESA_ENVIRONMENT: z.enum(["sandbox", "production"]).default("production"),
  MPESA_SHORTCODE: z
    .string()
    .regex(/^\d{5,7}$/, "must have 5 to 7 digits")
    .optional(),
  MPESA_KIND: z.enum(["paybill", "till"]).default("paybill"),
  MPESA_STORE_NUMBER: z.string().optional(),
  MPESA_CONSUMER_KEY: z.string().optional(),
  MPESA_CONSUMER_SECRET: z.string().optional(),
  MPESA_PASSKEY: z.string().optional(),
  MPESA_INITIATOR_NAME: z.string().optional(),
  MPESA_INITIATOR_PASSWORD: z.string().optional(),
  MPESA_CERTIFICATE_FILE: z.string().optional(),
});

export type StartSettings = z.infer<typeof StartSettings>;

/** The settings of the start script. Throws one readable message that names every wrong setting. */
export const startSettings = (): StartSettings => parse(StartSettings);

/** Every setting of the product. `.env.example` explains each for people. */
const Settings = z.object({
  APP_MODE: z.enum(["demo", "live"]).default("demo"),
  APP_URL: z.url().default("http://localhost:3000"),
  INSTALLATION_ID: z.uuid(),
  DATABASE_URL: z.url(),
  DATABASE_POOL_SIZE: z.coerce.number().int().min(2).max(100).default(10),
  NEON_WS_PROXY: z.string().optional(),
  /** Off wherever a pooler may hand the connection to somebody else between two transactions. */
  DATABASE_NAMED_STATEMENTS: z.enum(["on", "off"]).default("off"),
  /** How far our connections' server processes stand back, 0 to 19; only for a database on this machine. */
  DATABASE_NICENESS: z.coerce.number().int().min(0).max(19).default(0),

  ENCRYPTION_KEY: key32,
  NEXTAUTH_SECRET: z.string().min(32),
  NEXTAUTH_URL: z.url().optional(),

  INNGEST_BASE_URL: z.url().optional(),
  INNGEST_EVENT_KEY: z.string().min(8),
  INNGEST_SIGNING_KEY: z
    .string()
    .regex(/^(signkey-[a-z]+-)?[0-9a-f]{32,}$/i, "must look like signkey-prod-<hex>"),

  /** Where the Inngest server reaches the app, if not at APP_URL. */
  INNGEST_SERVE_ORIGIN: z.url().optional(),

  /** Public origin that providers can reach; callbacks are sent here. */
  CALLBACK_BASE_URL: z.url().optional(),
  /** Addresses that M-Pesa callbacks come from. Others are stored, and judged with less trust. */
  CALLBACK_SOURCE_ADDRESSES: list.default([
    "196.201.214.200",
    "196.201.214.206",
    "196.201.214.207",
    "196.201.214.208",
    "196.201.213.114",
    "196.201.213.44",
    "196.201.212.127",
    "196.201.212.138",
    "196.201.212.129",
    "196.201.212.136",
    "196.201.212.74",
    "196.201.212.69",
  ]),
  /** How many proxies stand in front of the app; the client's address is taken that many hops back. */
  TRUSTED_PROXY_HOPS: z.coerce.number().int().min(0).max(5).default(0),

  SMS_BASE_URL: z.url().default("https://api.africastalking.com"),
  SMS_USERNAME: z.string().default("sandbox"),
  SMS_API_KEY: z.string().default(""),
  SMS_SENDER_ID: z.string().max(11).optional(),

  /** Fault injection for tests: names of points at which the process kills itself. */
  FAULT_POINTS: list.default([]),
});

export type Env = z.infer<typeof Settings>;

let parsed: Env | undefined;

/** The settings, parsed once. Throws one readable message that names every wrong setting. */
export function env(): Env {
  parsed ??= parse(Settings);
  return parsed;
}

/** A setting left empty counts as not given. */
function parse<S extends z.ZodType>(schema: S): z.output<S> {
  const given = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ""));
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const problems = result.error.issues.map((i) => `  ${i.path.join(".")}: ${i.message}`);
  throw new Error(`Settings are not usable (see .env.example):\n${problems.join("\n")}`);
}

/** Log level, readable before the settings are complete. */
export const logLevel = (): string => process.env.LOG_LEVEL ?? "info";

/** True under `next dev`, whose tooling needs a looser content policy. */
export const isDevelopment = (): boolean => process.env.NODE_ENV === "development";
