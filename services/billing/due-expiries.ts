import type { Context } from "@/lib/context";

/** The distinct seconds at which somebody's access ends within the horizon, soonest first, as ISO instants. */
export async function dueExpiries(
  _ctx: Context,
  _input: { horizonSeconds: number },
): Promise<string[]> {
  throw new Error("not yet");
}
