import { sql } from "drizzle-orm";
import { boolean, pgEnum, pgTable, text, unique, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { createdAt, id, instant } from "./columns";

export const paymentProvider = pgEnum("payment_provider", ["mpesa", "cash"]);
export const providerEnvironment = pgEnum("provider_environment", [
  "simulator",
  "sandbox",
  "production",
]);
export const channelKind = pgEnum("channel_kind", ["paybill", "till", "cash"]);

/** A way to be paid: a paybill, a till, a cash desk. */
export const paymentChannels = pgTable(
  "payment_channels",
  {
    id: id(),
    name: text("name").notNull(),
    provider: paymentProvider("provider").notNull(),
    environment: providerEnvironment("environment").notNull(),
    kind: channelKind("kind").notNull(),
    shortcode: text("shortcode"),
    /** Origin of the provider's API. */
    baseUrl: text("base_url"),
    /** Consumer key, secret and passkey as JSON, AES-256-GCM. */
    credentialsEncrypted: text("credentials_encrypted"),
    /** Secret path part of the C2B URLs: hash to check it, ciphertext to register it. */
    hookTokenHash: text("hook_token_hash").unique(),
    hookTokenEncrypted: text("hook_token_encrypted"),
    c2bRegisteredAt: instant("c2b_registered_at"),
    /** Pull has covered everything up to here. */
    pulledUntil: instant("pulled_until"),
    pullRegisteredAt: instant("pull_registered_at"),
    /** Answer M-Pesa's question before it takes the money: refuse unknown accounts. */
    c2bValidation: boolean("c2b_validation").notNull().default(false),
    /** The API user's password expires 90 days after this. */
    initiatorPasswordSetAt: instant("initiator_password_set_at"),
    /** M-Pesa refuses what we ask, for a reason that is ours to mend: since when, and which. */
    apiRefusedAt: instant("api_refused_at"),
    apiRefusal: text("api_refusal"),
    active: boolean("active").notNull().default(true),
    isDefault: boolean("is_default").notNull().default(false),
    createdAt: createdAt(),
  },
  (t) => [
    unique("payment_channels_shortcode_unique").on(t.provider, t.environment, t.shortcode),
    uniqueIndex("payment_channels_one_default").on(t.isDefault).where(sql`${t.isDefault}`),
  ],
);

/** One OAuth token per channel, shared by all processes: a new one invalidates the last. */
export const providerTokens = pgTable("provider_tokens", {
  channelId: uuid("channel_id")
    .primaryKey()
    .references(() => paymentChannels.id),
  tokenEncrypted: text("token_encrypted").notNull(),
  expiresAt: instant("expires_at").notNull(),
});
