import { eq, sql } from "drizzle-orm";
import type { Context } from "@/lib/context";
import { type Db, schema, type Tx } from "@/lib/db";
import type { AccessToken, TokenStore } from "@/lib/mpesa";
import { openAccessToken, sealAccessToken } from "./credentials";

const { providerTokens } = schema;
/** Calls of this process that renew a channel's token now; the others wait for them without a connection. */
const renewals = new Map<string, Promise<AccessToken>>();

/** The access token of a channel in the database, where all processes share it. */
export const databaseTokenStore = (ctx: Context, channelId: string): TokenStore => ({
  read: () => readToken(ctx.db, channelId),
  renew(refused, fetchToken) {
    const running = renewals.get(channelId);
    if (running) return running;
    const renewal = renewInDatabase(ctx, channelId, refused, fetchToken).finally(() =>
      renewals.delete(channelId),
    );
    renewals.set(channelId, renewal);
    return renewal;
  },
});

async function readToken(db: Db | Tx, channelId: string): Promise<AccessToken | undefined> {
  const [row] = await db
    .select()
    .from(providerTokens)
    .where(eq(providerTokens.channelId, channelId));
  if (!row) return undefined;
  return { token: openAccessToken(channelId, row.tokenEncrypted), expiresAt: row.expiresAt };
}

/** One process at a time: a transaction-level lock around "still needed?", the fetch and the write. */
function renewInDatabase(
  ctx: Context,
  channelId: string,
  refused: string | undefined,
  fetchToken: () => Promise<AccessToken>,
): Promise<AccessToken> {
  return ctx.db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${channelId}, 7242))`);
    const stored = await readToken(tx, channelId);
    const usable = stored && stored.token !== refused && stored.expiresAt > ctx.now();
    if (usable) return stored;
    const fresh = await fetchToken();
    const values = {
      tokenEncrypted: sealAccessToken(channelId, fresh.token),
      expiresAt: fresh.expiresAt,
    };
    await tx
      .insert(providerTokens)
      .values({ channelId, ...values })
      .onConflictDoUpdate({ target: providerTokens.channelId, set: values });
    return fresh;
  });
}
