import { and, eq, isNull } from "drizzle-orm";
import { expect, test } from "vitest";
import { schema } from "@/lib/db";
import { sweepAlerts } from "@/services/alerts";
import { ensureMpesaChannel } from "@/services/payments";
import { createPaymentWorld, settingsFor } from "./support";

/* Nobody can pay by prompt, and no customer can mend it: staff hear of it. */
const world = await createPaymentWorld();
const { daraja, db, job, channelId, addPayer, press, reaches } = world;

const alerts = async () => {
  await sweepAlerts(job);
  return db
    .select()
    .from(schema.alerts)
    .where(and(eq(schema.alerts.kind, "mpesa_push"), isNull(schema.alerts.clearedAt)));
};

async function pays() {
  const payer = await addPayer();
  const { attemptId } = await press(payer);
  await daraja.waitForPrompt(payer.phone);
  daraja.enterPin(payer.phone);
  await reaches(attemptId, "paid");
}

test.each([
  ["the passkey is wrong", { passkey: "another" }],
  ["the keys are wrong", { consumerSecret: "another" }],
])("%s: prompts are refused, and the alert ends with the first payment", async (_, change) => {
  await ensureMpesaChannel(job, { ...settingsFor(daraja), ...change });
  const { attemptId } = await press(await addPayer());
  await reaches(attemptId, "failed");
  expect(await alerts()).toMatchObject([{ subjectId: channelId, severity: "bad" }]);
  await ensureMpesaChannel(job, settingsFor(daraja));
  await pays();
  expect(await alerts()).toEqual([]);
});

test.each([
  [8, /move some of it to the bank/],
  [2028, /Check shortcode, keys, passkey/],
  ["SFC_IC0003", /Check shortcode, keys, passkey/],
])("a prompt that ends with %s says what to do", async (code, words) => {
  const payer = await addPayer();
  daraja.script({ phone: payer.phone, outcome: { code } });
  const { attemptId } = await press(payer);
  await reaches(attemptId, "failed");
  const [alert] = await alerts();
  expect(alert?.message).toMatch(words);
  await pays();
  expect(await alerts()).toEqual([]);
});

test.each([1, 1032, 1037, 2001, 17])("%s is no fault of ours", async (code) => {
  const payer = await addPayer();
  daraja.script({ phone: payer.phone, outcome: { code } });
  const { attemptId } = await press(payer);
  await reaches(attemptId, "failed");
  expect(await alerts()).toEqual([]);
});
