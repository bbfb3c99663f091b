import { eq } from "drizzle-orm";
import { afterAll, beforeEach, expect, test } from "vitest";
import type { StaffRole } from "@/lib/context";
import { schema } from "@/lib/db";
import { sweepAlerts } from "@/services/alerts";
import { ensureMpesaChannel, listMpesaChannels, setInitiator } from "@/services/payments";
import { openMpesaChannel } from "@/services/payments/open-channel";
import { errorOf } from "@/tests/support";
import { claimTools, requestReaders } from "./requests-support";
import { createPaymentWorld, settingsFor } from "./support";

/* The API user's password ends every 90 days: staff enter the new one, and no start undoes it. */
const world = await createPaymentWorld();
const { daraja, db, job, isp, clock, addPayer, channelId } = world;
const { owner } = isp;
const { answered, requestOf } = requestReaders(world);
const { asked } = claimTools(world);
const environment = {
  ...settingsFor(daraja),
  initiatorName: "oldoperator",
  initiatorPassword: "one that has ended",
};
/** What M-Pesa accepts. */
const NEW = {
  channelId,
  initiatorName: daraja.initiatorName,
  initiatorPassword: daraja.initiatorPassword,
};
const DAY = 86_400_000;

/** As if the installation started with these settings. */
const start = (change: Partial<typeof environment> = {}) =>
  ensureMpesaChannel(job, { ...environment, ...change });
const stored = async () => {
  const { client } = await openMpesaChannel(job, channelId);
  const { initiatorName, initiatorPassword, certificatePem } = client.config;
  return { initiatorName, initiatorPassword, certificatePem };
};
const ENVIRONMENT = {
  initiatorName: environment.initiatorName,
  initiatorPassword: environment.initiatorPassword,
  certificatePem: environment.certificatePem,
};

beforeEach(async () => {
  // Another value and back again: the environment's word is the newest.
  await start({ initiatorName: "x", initiatorPassword: "x" });
  await start();
  expect(await stored()).toEqual(ENVIRONMENT);
});

test("a password that has expired is an alert that leads to where the new one is entered, and ends with it", async () => {
  const payer = await addPayer();
  await answered(await asked(payer, "ZZZZZZZZZ1"), "failed");
  await sweepAlerts(job);
  const open = () => db.select().from(schema.alerts);
  expect((await open()).map(({ kind, message }) => [kind, message])).toEqual([
    ["mpesa_refused", expect.stringContaining("anew under Settings, M-Pesa")],
  ]);
  await setInitiator(owner, NEW);
  await sweepAlerts(job);
  expect((await open()).filter(({ clearedAt }) => clearedAt === null)).toEqual([]);
  const requestId = await asked(payer, "ZZZZZZZZZ2");
  await answered(requestId, "failed");
  // Asked and answered: M-Pesa knows no such receipt.
  expect((await requestOf(requestId)).resultCode).toBe("R000002");
});

test("what staff have entered outlives every start, until the environment says something new", async () => {
  await setInitiator(owner, NEW);
  const theirs = {
    ...ENVIRONMENT,
    initiatorName: NEW.initiatorName,
    initiatorPassword: NEW.initiatorPassword,
  };
  expect((await start()).changed).toBe(false);
  await start({ passkey: "another" });
  expect(await stored()).toEqual(theirs);
  await setInitiator(owner, { ...NEW, initiatorPassword: "yet another" });
  await start();
  expect(await stored()).toEqual({ ...theirs, initiatorPassword: "yet another" });
  await start({ initiatorPassword: "given at the start" });
  expect(await stored()).toEqual({ ...theirs, initiatorPassword: "given at the start" });
});

test("is kept sealed, is in no list and no audit line, and its 90 days begin", async () => {
  clock.offsetMs += 80 * DAY;
  expect((await listMpesaChannels(owner))[0]?.passwordDaysLeft).toBeLessThanOrEqual(10);
  await setInitiator(owner, NEW);
  const channels = await listMpesaChannels(owner);
  expect(channels[0]?.passwordDaysLeft).toBe(90);
  const rows = await db.select().from(schema.paymentChannels);
  const audit = await db
    .select()
    .from(schema.auditLog)
    .where(eq(schema.auditLog.action, "payments.set-initiator"));
  expect(audit.at(-1)?.data).toMatchObject({
    initiatorName: NEW.initiatorName,
    passwordChanged: true,
  });
  expect(JSON.stringify([channels, rows, audit])).not.toContain(NEW.initiatorPassword);
});

test("needs the right role, words, a certificate that is one, and something new", async () => {
  for (const role of ["finance", "support", "technician"] satisfies StaffRole[]) {
    const other = { ...owner, actor: { kind: "staff" as const, id: owner.actor.id, role } };
    expect((await errorOf(setInitiator(other, NEW))).code).toBe("forbidden");
  }
  await expect(setInitiator(owner, { ...NEW, initiatorName: " " })).rejects.toThrow();
  await expect(setInitiator(owner, { ...NEW, certificatePem: "none" })).rejects.toThrow();
  const { initiatorName, initiatorPassword } = environment;
  const same = { channelId, initiatorName, initiatorPassword };
  expect((await errorOf(setInitiator(owner, same))).fieldErrors).toHaveProperty(
    "initiatorPassword",
  );
  const gone = { ...NEW, channelId: job.newId() };
  expect((await errorOf(setInitiator(owner, gone))).code).toBe("not_found");
  expect(await stored()).toEqual(ENVIRONMENT);
});

test("of a shortcode that has no certificate yet it is asked for, and kept", async () => {
  const bare = { ...environment, shortcode: "600991", isDefault: false };
  const { initiatorName, initiatorPassword, certificatePem, ...keysOnly } = bare;
  const { channelId: bareId } = await ensureMpesaChannel(job, keysOnly);
  const given = { channelId: bareId, initiatorName, initiatorPassword };
  expect((await errorOf(setInitiator(owner, given))).fieldErrors).toHaveProperty("certificatePem");
  await setInitiator(owner, { ...given, certificatePem });
  const { client } = await openMpesaChannel(job, bareId);
  expect(client.config).toMatchObject({ initiatorName, certificatePem });
});

afterAll(() => expect(world.jobs.failures).toEqual([]));
