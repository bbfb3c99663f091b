import { authorise, type Context } from "@/lib/context";
import { loadSettings } from "./load-settings";
import type { SettingsOf, Topic } from "./topics";

/** The settings of one topic, for a screen. Errors: forbidden. */
export async function getSettings<T extends Topic>(ctx: Context, topic: T): Promise<SettingsOf<T>> {
  authorise(ctx, { staff: "read" });
  return loadSettings(ctx, topic);
}
