import { sql } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { recordAudit } from "@/services/audit";
import { type SettingsOf, TOPICS, type Topic } from "./topics";

/** Replaces the settings of one topic. Errors: forbidden, invalid (by field). */
export async function saveSettings<T extends Topic>(
  ctx: Context,
  topic: T,
  input: z.input<(typeof TOPICS)[T]>,
): Promise<SettingsOf<T>> {
  authorise(ctx, { staff: "settings.write", job: true });
  const value = TOPICS[z.enum(Object.keys(TOPICS) as [Topic]).parse(topic)].parse(input);
  return withTransaction(ctx, async (tx) => {
    const updatedAt = tx.now();
    await tx.tx
      .insert(schema.settings)
      .values({ topic, value, updatedAt })
      .onConflictDoUpdate({
        target: schema.settings.topic,
        set: { value, updatedAt, version: sql`${schema.settings.version} + 1` },
      });
    await recordAudit(tx, {
      action: "settings.save",
      entity: { kind: "settings", id: topic },
      data: value,
    });
    return value as SettingsOf<T>;
  });
}
