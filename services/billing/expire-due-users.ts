import type { Context } from "@/lib/context";

/** Sweep: ends the access of users whose time has run out, per router. Returns how many. */
export async function expireDueUsers(_ctx: Context): Promise<{ expired: number; held: number }> {
  throw new Error("not yet");
}
