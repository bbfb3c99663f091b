import type { Context } from "@/lib/context";
import type { Evidence, SettleOutcome } from "./evidence";

/** Judges one report that money moved, or did not, and carries out all that follows from it, once. */
export async function settle(_ctx: Context, _evidence: Evidence): Promise<SettleOutcome> {
  throw new Error("not yet");
}
