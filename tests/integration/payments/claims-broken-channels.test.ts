import { and, eq, isNull } from "drizzle-orm";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { schema } from "@/lib/db";
import { sweepAlerts } from "@/services/alerts";
import {
  ensureMpesaChannel,
  listMpesaChannels,
  listProviderRequests,
  pullPayments,
  sendProviderRequest,
  sweepProviderRequests,
} from "@/services/payments";
import { sealCredentials } from "@/services/payments/credentials";
import { startDarajaSimulator } from "@/tests/simulators/daraja";
import { claimTools, requestReaders } from "./requests-support";
import { createPaymentWorld, type Payer, PRICE_CENTS, settingsFor } from "./support";

/* Three Paybills, of which some cannot be asked: what a code is worth does not hang on the broken ones. */
const world = await createPaymentWorld();
const { daraja, db, job, isp, clock, addPayer, paymentsOf, channelId: firstId } = world;
const { answered, requestOf } = requestReaders(world);
const { asked, progress, withoutPull } = claimTools(world);
const more = await Promise.all(
  ["600777", "600888"].map((shortcode) =>
    startDarajaSimulator({ callbackFromAddress: "127.0.0.1", shortcode }),
  ),
);
const simulators = [daraja, ...more];
afterAll(() => Promise.all(more.map((one) => one.close())));
const NAMES = ["Paybill", "Second Paybill", "Third Paybill"];
const settingsOf = (n: number) => ({
  ...settingsFor(simulators[n] ?? daraja),
  name: NAMES[n] ?? "",
  isDefault: n === 0,
});
const ids = [firstId];
for (const n of [1, 2]) ids.push((await ensureMpesaChannel(job, settingsOf(n))).channelId);

type Settings = ReturnType<typeof settingsOf>;
/** What is stored of a channel, as it could be: the settings screen would refuse some of it. */
async function store(n: number, change: Partial<Settings>) {
  const { consumerKey, consumerSecret, passkey, ...rest } = { ...settingsOf(n), ...change };
  const { initiatorName, initiatorPassword, certificatePem } = rest;
  const credentialsEncrypted = sealCredentials(ids[n] ?? "", {
    consumerKey,
    consumerSecret,
    passkey,
    initiatorName,
    initiatorPassword,
    certificatePem,
  });
  await db
    .update(schema.paymentChannels)
    .set({ credentialsEncrypted })
    .where(eq(schema.paymentChannels.id, ids[n] ?? ""));
  await db.delete(schema.providerTokens);
}

const EXPIRED = { initiatorPassword: "a password that has expired" };
const WAYS: [string, Partial<Record<keyof Settings, string | undefined>>, RegExp][] = [
  ["whose password has expired", EXPIRED, /does not accept our API user.*90 days/],
  ["without an API user", { initiatorName: undefined }, /not set up correctly/],
  ["without a password", { initiatorPassword: undefined }, /not set up correctly/],
  ["with a certificate that is none", { certificatePem: "none" }, /not set up correctly/],
  ["with keys that M-Pesa refuses", { consumerSecret: "wrong" }, /not set up correctly/],
];
const breaking = (n: number, change: (typeof WAYS)[number][1]) => store(n, change as never);

afterEach(async () => {
  // Staff mend it where the alert leads them.
  for (const n of [0, 1, 2]) {
    await store(n, { passkey: "another" });
    await ensureMpesaChannel(job, settingsOf(n));
  }
  expect(await refused()).toEqual([]);
  await sweepAlerts(job);
  expect(await alerts()).toEqual([]);
});

const refused = async () =>
  (await listMpesaChannels(isp.owner)).filter(({ refusal }) => refusal).map(({ name }) => name);
const alerts = () =>
  db
    .select()
    .from(schema.alerts)
    .where(and(eq(schema.alerts.kind, "mpesa_refused"), isNull(schema.alerts.clearedAt)));
const payTo = (n: number, payer: Payer) =>
  (simulators[n] ?? daraja).payDirect({
    phone: payer.phone,
    amount: PRICE_CENTS / 100,
    account: payer.accountNumber,
  });
const rowOf = async (payer: Payer) => {
  const { rows } = await listProviderRequests(isp.owner, { customerId: payer.customerId });
  return rows[0];
};

describe.each(WAYS)("a shortcode %s", (_, change, words) => {
  test("passes the code on, and is named to staff", async () => {
    const payer = await addPayer();
    await withoutPull();
    await breaking(0, change);
    const { receipt } = await payTo(1, payer);
    const requestId = await asked(payer, receipt);
    await answered(requestId, "succeeded");
    expect(await progress(payer, requestId)).toMatchObject({ phase: "credited" });
    expect(await paymentsOf(payer.customerId)).toMatchObject([{ receipt, channelId: ids[1] }]);
    const [channel] = await listMpesaChannels(isp.owner);
    expect(channel).toMatchObject({ name: "Paybill", refusal: { words: expect.any(String) } });
    expect(channel?.refusal?.words).toMatch(words);
    await sweepAlerts(job);
    expect(await alerts()).toMatchObject([{ subjectId: firstId, subjectName: "Paybill" }]);
  });
});

test("the right one is last, behind two that cannot be asked", async () => {
  const payer = await addPayer();
  await withoutPull();
  await breaking(0, EXPIRED);
  await breaking(1, { certificatePem: "none" });
  const { receipt } = await payTo(2, payer);
  const requestId = await asked(payer, receipt);
  await answered(requestId, "succeeded");
  expect(await paymentsOf(payer.customerId)).toMatchObject([{ receipt, channelId: ids[2] }]);
  expect(await refused()).toEqual(["Paybill", "Second Paybill"]);
});

test("when none can be asked, that is said, each by its name, with what to do; the list brings the money", async () => {
  const payer = await addPayer();
  await withoutPull();
  await breaking(0, EXPIRED);
  await breaking(1, { initiatorPassword: undefined });
  await breaking(2, { certificatePem: "none" });
  const { receipt } = await payTo(0, payer);
  const requestId = await asked(payer, receipt);
  await answered(requestId, "failed");
  const answer = await progress(payer, requestId);
  expect(answer).toMatchObject({ phase: "failed", settled: true });
  expect(answer.words).toMatch(/could not ask M-Pesa.*still counts.*call us/);
  const row = await rowOf(payer);
  for (const n of [0, 1, 2])
    expect(row?.words).toContain(`${NAMES[n]} (${simulators[n]?.shortcode}): `);
  expect(row?.todo).toMatch(/^Mend it in M-Pesa.s portal/);
  expect(await refused()).toEqual(NAMES);
  expect(await paymentsOf(payer.customerId)).toEqual([]);

  clock.offsetMs += 11_000;
  await pullPayments(job, { channelId: firstId });
  expect(await progress(payer, requestId)).toMatchObject({ phase: "credited" });
  expect(await paymentsOf(payer.customerId)).toHaveLength(1);
});

test("that the others do not know a code is no word about it while one could not be asked", async () => {
  const payer = await addPayer();
  await breaking(0, EXPIRED);
  const requestId = await asked(payer, "ZZZZZZZZZ1");
  await answered(requestId, "failed");
  expect(await progress(payer, requestId)).toMatchObject({ phase: "failed" });
  const row = await rowOf(payer);
  expect(row?.words).toMatch(/Paybill \(174379\): .* Our other numbers do not know it\.$/);
  expect(row?.words).not.toContain("Second Paybill");
});

test("one that never answers passes the code on in the end", async () => {
  const payer = await addPayer();
  await withoutPull();
  const { receipt } = await payTo(1, payer);
  daraja.setOperationFaults([{ name: "result_lost" }]);
  const requestId = await asked(payer, receipt);
  for (let n = 0; n < 8; n++) {
    clock.offsetMs += 4_000_000;
    await sweepProviderRequests(job);
    await sendProviderRequest(job, { requestId });
    await world.jobs.idle();
  }
  daraja.setOperationFaults([]);
  await answered(requestId, "succeeded");
  expect(await paymentsOf(payer.customerId)).toMatchObject([{ receipt, channelId: ids[1] }]);
});

test("a refusal is over when M-Pesa answers there again, whoever mended it", async () => {
  const payer = await addPayer();
  daraja.scriptOperation({ operation: "transaction_status", outcome: { code: 8006 } });
  await answered(await asked(payer, "ZZZZZZZZZ2"), "failed");
  expect(await refused()).toEqual(["Paybill"]);
  const requestId = await asked(payer, "ZZZZZZZZZ3");
  await answered(requestId, "failed");
  expect((await requestOf(requestId)).resultCode).toBe("R000002");
  expect(await refused()).toEqual([]);
});

afterAll(async () => {
  expect(world.jobs.failures).toEqual([]);
});
