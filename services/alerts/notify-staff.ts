import { and, eq, gt, isNotNull, isNull, or, sql } from "drizzle-orm";
import { type Context, handle, type TxContext, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { getInstallation } from "@/services/installation";
import { queueMessage } from "@/services/messages";
import { loadSettings, type SettingsOf } from "@/services/settings";
import { dueNews, type News } from "./due-news";

const { alerts } = schema;

/** Queues an SMS to each phone that staff have set, for what is news. Returns how many. */
export async function notifyStaff(ctx: Context): Promise<number> {
  const settings = await loadSettings(ctx, "alerts");
  if (settings.phones.length === 0) return 0;
  const now = ctx.now();
  const quietFrom = new Date(now.getTime() - settings.quietMinutes * 60_000);
  const history = await handle(ctx)
    .select()
    .from(alerts)
    .where(
      or(
        isNull(alerts.clearedAt),
        and(
          isNotNull(alerts.lastNotifiedAt),
          isNull(alerts.endNotifiedAt),
          eq(alerts.kind, "router_down"),
        ),
        gt(sql`greatest(${alerts.lastNotifiedAt}, ${alerts.endNotifiedAt})`, quietFrom),
      ),
    );
  let told = 0;
  for (const news of dueNews(history, { ...settings, now }))
    told += await tell(ctx, settings, news);
  return told;
}

/** Written and queued together. */
function tell(ctx: Context, { phones }: SettingsOf<"alerts">, news: News): Promise<number> {
  return withTransaction(ctx, async (tx) => {
    if (!(await claim(tx, news))) return 0;
    const { alert, over } = news;
    const { operatorName } = await getInstallation(tx);
    const text = over ? `${alert.subjectName} answers again.` : alert.message;
    const which = over ? "end" : tx.now().getTime();
    const queued = [];
    for (const phone of phones)
      queued.push(
        await queueMessage(tx, {
          customerId: null,
          phone,
          template: "staff_alert",
          values: { operator: operatorName, text },
          dedupeKey: `alert:${alert.id}:${which}:${phone}`,
        }),
      );
    return queued.filter((message) => message !== null).length;
  });
}

/** Whoever comes second finds it written, and says nothing. */
async function claim({ tx, now }: TxContext, { alert, over }: News): Promise<boolean> {
  const { id, lastNotifiedAt } = alert;
  const begun = lastNotifiedAt
    ? eq(alerts.lastNotifiedAt, lastNotifiedAt)
    : isNull(alerts.lastNotifiedAt);
  const written = await tx
    .update(alerts)
    .set(over ? { endNotifiedAt: now() } : { lastNotifiedAt: now() })
    .where(and(eq(alerts.id, id), over ? isNull(alerts.endNotifiedAt) : begun))
    .returning({ id: alerts.id });
  return written.length > 0;
}
