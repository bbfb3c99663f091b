import { eq } from "drizzle-orm";
import { afterAll, expect, test } from "vitest";
import { type Context, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import {
  queueMessage,
  recordDeliveryReport,
  sendMessage,
  sweepMessages,
} from "@/services/messages";
import { startSmsSimulator } from "@/tests/simulators/sms";
import { createIsp, createTestDatabase } from "@/tests/support";

const gateway = await startSmsSimulator({});
afterAll(() => gateway.close());
Object.assign(process.env, { SMS_BASE_URL: gateway.url, SMS_API_KEY: "sim-sms-key" });
const { db } = await createTestDatabase();
let now = new Date("2026-06-01T08:00:00Z");
const { job } = await createIsp(db, { now: () => now });

let nextPhone = 254712000000;
async function queue(ctx: Context, key: string) {
  const phone = `+${nextPhone++}`;
  const queued = await withTransaction(ctx, (tx) =>
    queueMessage(tx, {
      customerId: null,
      phone,
      template: "payment_received",
      values: {
        operator: "Savanna Net",
        amount: "KES 100",
        receipt: "UF1AB2CD3E",
        outcome: "Thank you.",
      },
      dedupeKey: key,
    }),
  );
  return { messageId: queued?.messageId ?? "", phone };
}

const rowOf = async (messageId: string) =>
  (await db.select().from(schema.messages).where(eq(schema.messages.id, messageId)))[0];

test("one key queues one text, however often it is asked for at the same moment", async () => {
  const queued = await Promise.all(Array.from({ length: 10 }, () => queue(job, "same-key")));
  expect(queued.filter((q) => q.messageId)).toHaveLength(1);
});

test("of ten senders of one message at the same moment one hands it to the gateway", async () => {
  const { messageId, phone } = await queue(job, "race");
  const outcomes = await Promise.all(
    Array.from({ length: 10 }, () => sendMessage(job, { messageId })),
  );
  expect(outcomes.filter((o) => o === "sent")).toHaveLength(1);
  expect(gateway.messages(phone)).toHaveLength(1);
});

test("a gateway that fails is tried again when its time has come, by the sweep", async () => {
  const { messageId, phone } = await queue(job, "retry");
  gateway.failNext({ http: 500 });
  expect(await sendMessage(job, { messageId })).toBe("retry_later");
  await sweepMessages(job);
  expect(gateway.messages(phone)).toHaveLength(0);
  now = new Date(now.getTime() + 61_000);
  await sweepMessages(job);
  expect(gateway.messages(phone)).toHaveLength(1);
  expect(await rowOf(messageId)).toMatchObject({ status: "sent", attempts: 2, error: null });
});

test("a number that the gateway refuses for good is not tried again, and says why", async () => {
  const { messageId } = await queue(job, "refused");
  gateway.failNext({ statusCode: 403 });
  expect(await sendMessage(job, { messageId })).toBe("failed");
  expect(await rowOf(messageId)).toMatchObject({ status: "failed", nextAttemptAt: null });
  expect(await sendMessage(job, { messageId })).toBe("not_due");
});

test("a delivery report marks the message, and a late one never undoes it", async () => {
  const { messageId } = await queue(job, "report");
  await sendMessage(job, { messageId });
  const id = (await rowOf(messageId))?.providerMessageId;
  expect(await recordDeliveryReport(job, { id, status: "Success" })).toBe("noted");
  expect(await recordDeliveryReport(job, { id, status: "Failed" })).toBe("unknown");
  expect(await rowOf(messageId)).toMatchObject({ status: "delivered" });
});

test("a silent gateway keeps the sweep for seconds, however many wait; who was not reached is next", async () => {
  const queued = [];
  for (let n = 0; n < 30; n++) queued.push(await queue(job, `silent-${n}`));
  now = new Date(now.getTime() + 60_000);
  gateway.failNext({ wire: "hang", times: 30 });
  const startedAt = performance.now();
  expect(await sweepMessages(job)).toBeLessThan(30);
  expect(performance.now() - startedAt).toBeLessThan(30_000);
  gateway.reset();
  await sweepMessages(job);
  const rows = await Promise.all(queued.map(({ messageId }) => rowOf(messageId)));
  expect(rows.filter((row) => row?.status === "sent").length).toBeGreaterThan(0);
  now = new Date(now.getTime() + 120_000);
  await sweepMessages(job);
  const after = await Promise.all(queued.map(({ messageId }) => rowOf(messageId)));
  expect(after.every((row) => row?.status === "sent")).toBe(true);
});
