import type { Context } from "@/lib/context";

/** Sweep: gives bills their numbers, without gaps. Returns how many were numbered. */
export async function numberBills(_ctx: Context): Promise<number> {
  throw new Error("not yet");
}
