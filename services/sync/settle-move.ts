import type { TxContext } from "@/lib/context";
import { type AllowanceMark, settleCarried } from "@/lib/sync";
import type { Target } from "./load-target";
import type { SyncStateRow } from "./outcome";
import { requestDrifted } from "./request-drifted";

/** Whether a user leaves this router in the midst of an allowance that goes on elsewhere. */
export const mustSettle = (
  { intent, elsewhere }: Target,
  { allowanceMark }: SyncStateRow,
): boolean => intent.presence === "absent" && allowanceMark !== null && elsewhere.some(isHome);

const isHome = ({ presence }: Target["elsewhere"][number]) => presence === "present";

/**
 * What a user's limits stand on, with what was used on a router that they came from after this one had been told, or
 * while it could not be asked.
 */
export const settledMark = (
  { elsewhere }: Target,
  { allowanceMark }: SyncStateRow,
): AllowanceMark | null =>
  elsewhere.reduce(
    (mark, { routerId, usageSeen }) =>
      mark && usageSeen ? settleCarried(mark, routerId, usageSeen) : mark,
    allowanceMark,
  );

/** The user has left, and what they used here in the end is stored: their home looks whether it is more than it knew. */
export async function tellHome(ctx: TxContext, { userId, elsewhere }: Target): Promise<void> {
  for (const { routerId } of elsewhere.filter(isHome))
    await requestDrifted(ctx, routerId, [userId]);
}
