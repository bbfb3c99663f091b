import { eq } from "drizzle-orm";
import { type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { type SettingsOf, TOPICS, type Topic } from "./topics";

/**
 * The settings of one topic, with defaults for what nobody has set. For verbs: whoever calls has authorised. A stored
 * value that an older version wrote and this one cannot read counts as not set, and is logged.
 */
export async function loadSettings<T extends Topic>(
  ctx: Context,
  topic: T,
): Promise<SettingsOf<T>> {
  const [row] = await handle(ctx)
    .select({ value: schema.settings.value })
    .from(schema.settings)
    .where(eq(schema.settings.topic, topic));
  const stored = TOPICS[topic].safeParse(row?.value ?? {});
  if (stored.success) return stored.data as SettingsOf<T>;
  ctx.log.error({ topic, issues: stored.error.issues }, "stored settings cannot be read");
  return TOPICS[topic].parse({}) as SettingsOf<T>;
}
