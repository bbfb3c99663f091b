import { insertLater, type TxContext } from "@/lib/context";
import { schema } from "@/lib/db";

export interface AuditEntry {
  /** module.verb, e.g. "users.suspend". */
  action: string;
  entity: { kind: string; id: string };
  /** What changed; never a secret. */
  data?: Record<string, unknown>;
}

/** One line of the audit log, in the verb's own transaction. */
export async function recordAudit(ctx: TxContext, entry: AuditEntry): Promise<void> {
  const line = {
    id: ctx.newId(),
    at: ctx.now(),
    actorKind: ctx.actor.kind,
    actorId: ctx.actor.id,
    action: entry.action,
    entityKind: entry.entity.kind,
    entityId: entry.entity.id,
    data: entry.data ?? {},
    requestId: ctx.requestId,
  };
  insertLater(ctx, schema.auditLog, line);
}
