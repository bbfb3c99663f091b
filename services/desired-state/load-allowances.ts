import { asc, eq } from "drizzle-orm";
import { type Allowance, allowanceOf, type BoughtTime } from "@/lib/billing";
import { flushWrites, type TxContext } from "@/lib/context";
import { isOneOf, schema } from "@/lib/db";

const { packages, renewals } = schema;
// As billing writes it: why a stretch of time ended, when a pause keeps what was left of it.
const PAUSED = "paused";

interface Row {
  user: Pick<
    typeof schema.users.$inferSelect,
    "id" | "serviceType" | "billingMode" | "billedUntil" | "pausedAt"
  >;
  package: Pick<typeof packages.$inferSelect, "dataCapBytes" | "uptimeLimitSeconds">;
}

/** What the users among these whose package has a cap may use, by user; the others cost no statement. */
export async function loadAllowances(
  ctx: TxContext,
  rows: readonly Row[],
): Promise<Map<string, Allowance>> {
  const capped = rows.filter(
    ({ user, package: p }) =>
      user.serviceType === "hotspot" && (p.dataCapBytes !== null || p.uptimeLimitSeconds !== null),
  );
  if (capped.length === 0) return new Map();
  const bought = await loadBought(ctx, capped);
  return new Map(
    capped.flatMap((row) => {
      const allowance = allowanceFor(row, bought.get(row.user.id) ?? []);
      return allowance ? [[row.user.id, allowance] as const] : [];
    }),
  );
}

/** Who pays after use has one cap for each billed period. */
function allowanceFor({ user, package: p }: Row, times: BoughtTime[]): Allowance | undefined {
  const cap = { bytes: p.dataCapBytes, seconds: p.uptimeLimitSeconds };
  if (user.billingMode === "prepaid") return allowanceOf(times, cap);
  return user.billedUntil ? { epoch: user.billedUntil.toISOString() } : undefined;
}

async function loadBought(ctx: TxContext, rows: readonly Row[]) {
  await flushWrites(ctx);
  const pausedAt = new Map(rows.map(({ user }) => [user.id, user.pausedAt?.getTime()]));
  const found = await ctx.tx
    .select({
      renewal: renewals,
      bytes: packages.dataCapBytes,
      seconds: packages.uptimeLimitSeconds,
    })
    .from(renewals)
    .innerJoin(packages, eq(packages.id, renewals.packageId))
    .where(isOneOf(renewals.userId, [...pausedAt.keys()]))
    .orderBy(asc(renewals.startsAt));
  const byUser = new Map<string, BoughtTime[]>();
  for (const { renewal, ...caps } of found) {
    const { userId, endedAt, endedReason } = renewal;
    const kept = endedReason === PAUSED && endedAt?.getTime() === pausedAt.get(userId);
    byUser.set(userId, [...(byUser.get(userId) ?? []), { ...renewal, ...caps, kept }]);
  }
  return byUser;
}
