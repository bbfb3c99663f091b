import { asc, desc, eq } from "drizzle-orm";
import { authorise, type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { env } from "@/lib/env";

const { paymentChannels } = schema;
const DAY_MS = 86_400_000;
/** Daraja ends an API user's password after 90 days. */
const PASSWORD_DAYS = 90;

export interface MpesaChannel {
  id: string;
  name: string;
  kind: "paybill" | "till" | "cash";
  shortcode: string | null;
  environment: "simulator" | "sandbox" | "production";
  active: boolean;
  isDefault: boolean;
  c2bRegisteredAt: Date | null;
  c2bValidation: boolean;
  pullRegisteredAt: Date | null;
  pulledUntil: Date | null;
  initiatorPasswordSetAt: Date | null;
  /** Below zero when it has ended; null when no password is known. */
  passwordDaysLeft: number | null;
  /** M-Pesa refuses what we ask there, as it is set up: why, and since when. */
  refusal: { words: string; since: Date } | null;
  /** Where M-Pesa reports to; the secret part of the address is not shown. */
  callbackOrigin: string;
}

/** The shortcodes that are paid to, and how each stands with M-Pesa. Errors: forbidden. */
export async function listMpesaChannels(ctx: Context): Promise<MpesaChannel[]> {
  authorise(ctx, { staff: "read" });
  const rows = await handle(ctx)
    .select()
    .from(paymentChannels)
    .where(eq(paymentChannels.provider, "mpesa"))
    .orderBy(desc(paymentChannels.isDefault), asc(paymentChannels.createdAt));
  const callbackOrigin = env().CALLBACK_BASE_URL ?? env().APP_URL;
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    kind: row.kind,
    shortcode: row.shortcode,
    environment: row.environment,
    active: row.active,
    isDefault: row.isDefault,
    c2bRegisteredAt: row.c2bRegisteredAt,
    c2bValidation: row.c2bValidation,
    pullRegisteredAt: row.pullRegisteredAt,
    pulledUntil: row.pulledUntil,
    initiatorPasswordSetAt: row.initiatorPasswordSetAt,
    refusal: row.apiRefusedAt && { words: row.apiRefusal ?? "", since: row.apiRefusedAt },
    passwordDaysLeft: daysLeft(row.initiatorPasswordSetAt, ctx.now()),
    callbackOrigin,
  }));
}

function daysLeft(setAt: Date | null, now: Date): number | null {
  if (!setAt) return null;
  return PASSWORD_DAYS - Math.floor((now.getTime() - setAt.getTime()) / DAY_MS);
}
