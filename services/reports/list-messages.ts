import { and, count, desc, eq, or } from "drizzle-orm";
import type { z } from "zod";
import { authorise, type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { uuid } from "@/lib/id";
import { listInputOf, type Page } from "@/lib/paging";
import { contains, containsPhone } from "@/lib/search";
import { isSecret } from "@/services/messages";

const { customers, messages } = schema;
const Input = listInputOf(["createdAt"] as const, messages.status.enumValues).extend({
  customerId: uuid().optional(),
});

export interface MessageRow {
  id: string;
  customerId: string | null;
  customerName: string | null;
  phone: string;
  template: string;
  /** Null when the text holds a one-time code. */
  body: string | null;
  status: (typeof messages.status.enumValues)[number];
  error: string | null;
  attempts: number;
  createdAt: Date;
  deliveredAt: Date | null;
}

/** SMS to customers, newest first. Errors: forbidden. */
export async function listMessages(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<Page<MessageRow>> {
  authorise(ctx, { staff: "read" });
  const { search, page, pageSize, status, customerId } = Input.parse(input);
  const where = and(
    customerId ? eq(messages.customerId, customerId) : undefined,
    status ? eq(messages.status, status) : undefined,
    search
      ? or(contains(customers.name, search), containsPhone(messages.phone, search))
      : undefined,
  );
  const db = handle(ctx);
  const [found, [counted]] = await Promise.all([
    db
      .select({ message: messages, customerName: customers.name })
      .from(messages)
      .leftJoin(customers, eq(customers.id, messages.customerId))
      .where(where)
      .orderBy(desc(messages.createdAt), desc(messages.id))
      .limit(pageSize)
      .offset((page - 1) * pageSize),
    db
      .select({ total: count() })
      .from(messages)
      .leftJoin(customers, eq(customers.id, messages.customerId))
      .where(where),
  ]);
  const rows = found.map(({ message, customerName }) => ({
    id: message.id,
    customerId: message.customerId,
    customerName,
    phone: message.phone,
    template: message.template,
    body: isSecret(message.template) ? null : message.body,
    status: message.status,
    error: message.error,
    attempts: message.attempts,
    createdAt: message.createdAt,
    deliveredAt: message.deliveredAt,
  }));
  return { rows, total: counted?.total ?? 0, pageSize };
}
