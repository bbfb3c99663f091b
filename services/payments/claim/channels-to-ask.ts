import { and, asc, desc, eq, isNotNull, ne } from "drizzle-orm";
import { type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { openCredentials } from "../credentials";
import type { Channel } from "../open-channel";

const { paymentChannels } = schema;

/** The shortcodes whose payments M-Pesa can be asked about, in the order in which a typed code is asked: default first. */
export async function channelsToAsk(ctx: Context): Promise<Channel[]> {
  const active = await handle(ctx)
    .select()
    .from(paymentChannels)
    .where(
      and(
        eq(paymentChannels.provider, "mpesa"),
        eq(paymentChannels.active, true),
        ne(paymentChannels.kind, "cash"),
        isNotNull(paymentChannels.credentialsEncrypted),
      ),
    )
    .orderBy(
      desc(paymentChannels.isDefault),
      asc(paymentChannels.createdAt),
      asc(paymentChannels.id),
    );
  return active.filter(mayBeAsked);
}

/** A status query needs the initiator and M-Pesa's certificate. */
function mayBeAsked({ id, credentialsEncrypted }: Channel): boolean {
  if (!credentialsEncrypted) return false;
  const { initiatorName, initiatorPassword, certificatePem } = openCredentials(
    id,
    credentialsEncrypted,
  );
  return Boolean(initiatorName && initiatorPassword && certificatePem);
}
