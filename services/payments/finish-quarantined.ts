import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, type TxContext, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { conflict, notFound } from "@/lib/errors";
import { uuid } from "@/lib/id";
import { withoutNul } from "@/lib/storable-text";
import { recordAudit } from "@/services/audit";

const { callbackInbox } = schema;
const WHAT_WAS_DONE = "Write what was done about it: at least 3 characters.";
const Input = z.object({
  callbackId: uuid(),
  note: z
    .string(WHAT_WAS_DONE)
    .trim()
    .max(500, "At most 500 characters.")
    .transform(withoutNul)
    .refine((note) => note.length >= 3, WHAT_WAS_DONE),
});

/**
 * Staff have done what there was to do about a quarantined callback, and say what. It moves no money and stays as it
 * came; it only leaves the list of what waits. Said twice, the first word stands. Errors: forbidden, not_found,
 * invalid (note), conflict (it is not in quarantine).
 */
export async function finishQuarantined(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<{ note: string; doneBefore: boolean }> {
  authorise(ctx, { staff: "payments.write" });
  const { callbackId, note } = Input.parse(input);
  return withTransaction(ctx, async (tx) => {
    const standing = await loadQuarantined(tx, callbackId);
    if (standing.doneNote !== null) return { note: standing.doneNote, doneBefore: true };
    await tx.tx
      .update(callbackInbox)
      .set({ doneAt: tx.now(), doneBy: tx.actor.id, doneNote: note })
      .where(and(eq(callbackInbox.id, callbackId), isNull(callbackInbox.doneAt)));
    await recordAudit(tx, {
      action: "payments.finish-quarantined",
      entity: { kind: "callback", id: callbackId },
      data: { note, reason: standing.reason },
    });
    return { note, doneBefore: false };
  });
}

/** Locked: whoever presses at the same moment sees the first one's word. */
async function loadQuarantined(ctx: TxContext, callbackId: string) {
  const [row] = await ctx.tx
    .select()
    .from(callbackInbox)
    .where(eq(callbackInbox.id, callbackId))
    .for("no key update");
  if (!row) throw notFound("callback");
  if (row.status !== "quarantined") throw conflict("This callback is no longer in quarantine.");
  return row;
}
