import type { Context } from "@/lib/context";
import { keepFindings } from "./keep-findings";
import type { RouterHead } from "./load-targets";
import type { SyncError } from "./sync-error";

/** Says on the router's page that it answers and yet cannot be compared, until it can. What else was found stays. */
export async function noteNotCompared(
  ctx: Context,
  head: RouterHead,
  { message }: SyncError,
): Promise<void> {
  const others = head.routerState.guardFindings.filter(({ reason }) => reason !== "NotCompared");
  const finding = {
    reason: "NotCompared" as const,
    message: `Drift on this router is not found, for its tables cannot be read: ${message}`,
  };
  await keepFindings(ctx, head, [...others, finding]);
}
