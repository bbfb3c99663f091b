import { describe, expect, test } from "vitest";
import { ensureMpesaChannel, registerC2bUrls } from "@/services/payments";
import { openMpesaChannel } from "@/services/payments/open-channel";
import { errorOf } from "@/tests/support";
import { c2bTools } from "./c2b-tools";
import { createPaymentWorld, settingsFor } from "./support";

const world = await createPaymentWorld();
const { daraja, job, channelId } = world;
const { channel } = c2bTools(world);

describe("a channel", () => {
  test("set up twice, also at the same moment, is one and keeps its callback secret", async () => {
    const before = await channel();
    const again = await Promise.all([
      ensureMpesaChannel(job, settingsFor(daraja)),
      ensureMpesaChannel(job, settingsFor(daraja)),
    ]);
    expect(again).toEqual([
      { channelId, changed: false },
      { channelId, changed: false },
    ]);
    expect(await channel()).toEqual(before);
    for (const secret of [daraja.consumerSecret, daraja.passkey])
      expect(JSON.stringify(before)).not.toContain(secret);
  });

  test("takes a new initiator password, and keeps it when a start does not know it", async () => {
    const { initiatorName, initiatorPassword, certificatePem, ...others } = settingsFor(daraja);
    const password = async () =>
      (await openMpesaChannel(job, channelId)).client.config.initiatorPassword;
    const changed = { ...others, initiatorName, certificatePem, initiatorPassword: "next-90-days" };
    const since = (await channel()).initiatorPasswordSetAt?.getTime() ?? 0;
    world.clock.offsetMs += 60_000;
    expect(await ensureMpesaChannel(job, changed)).toEqual({ channelId, changed: true });
    const changedAt = (await channel()).initiatorPasswordSetAt;
    expect(changedAt?.getTime()).toBeGreaterThanOrEqual(since + 60_000);
    expect(await ensureMpesaChannel(job, others)).toEqual({ channelId, changed: false });
    expect(await password()).toBe("next-90-days");
    expect((await channel()).initiatorPasswordSetAt).toEqual(changedAt);
    await ensureMpesaChannel(job, settingsFor(daraja));
    expect(await password()).toBe(initiatorPassword);
    expect(JSON.stringify(await channel())).not.toContain(initiatorPassword);
  });

  test("does not take what is no certificate", async () => {
    const settings = { ...settingsFor(daraja), certificatePem: "-----BEGIN CERTIFICATE-----" };
    await expect(ensureMpesaChannel(job, settings)).rejects.toThrow("a PEM file");
  });

  test("registers its addresses with M-Pesa; being refused is said, not swallowed", async () => {
    await registerC2bUrls(job, { channelId });
    expect((await channel()).c2bRegisteredAt).not.toBeNull();
    const refused = await errorOf(registerC2bUrls(job, { channelId }));
    expect(refused.code).toBe("unavailable");
  });
});
