import type { Context } from "@/lib/context";
import { schema } from "@/lib/db";

const CACHE_MS = 2_000;
let cached: { value: boolean; until: number } | undefined;

/** True while nothing may leave this installation (a copied database, until staff resume). Cached for 2 s. */
export async function isPaused(ctx: Context): Promise<boolean> {
  const now = Date.now();
  if (cached && cached.until > now) return cached.value;
  const [row] = await ctx.db
    .select({ pausedAt: schema.installation.pausedAt })
    .from(schema.installation)
    .limit(1);
  cached = { value: Boolean(row?.pausedAt), until: now + CACHE_MS };
  return cached.value;
}
