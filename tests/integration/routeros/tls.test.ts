import { describe, expect, it } from "vitest";
import { openRouter, type RouterAddress } from "@/lib/routeros";
import { startFakeRouter } from "./fake-router";
import { testCertificate, testCertificateFingerprint } from "./test-certificate";

const anonymous = {
  ciphers: "ADH-AES256-GCM-SHA384:ADH-AES128-SHA256:@SECLEVEL=0",
  maxVersion: "TLSv1.2",
  dhparam: "auto",
} as const;

async function name(address: RouterAddress) {
  const router = await openRouter(address);
  try {
    const [row] = await router.print("/system/identity", { proplist: ["name"] });
    return { name: row?.name, info: router.info };
  } finally {
    await router.close();
  }
}

const fake = (tls: object) =>
  startFakeRouter((_, peer) => peer.reply(["!re", "=name=core"], ["!done"]), { tls });

describe("api-ssl", () => {
  it("accepts the pinned certificate, however its fingerprint is written", async () => {
    const { address } = await fake(testCertificate);
    const colons = testCertificateFingerprint.toUpperCase().match(/../g)?.join(":");
    for (const tlsFingerprint of [testCertificateFingerprint, colons]) {
      expect(await name({ ...address, tlsFingerprint })).toMatchObject({
        name: "core",
        info: { tlsFingerprint: testCertificateFingerprint, tlsAnonymous: false },
      });
    }
  });

  it("shows the fingerprint of an unpinned certificate, so that it can be pinned", async () => {
    const { address } = await fake(testCertificate);
    expect((await name(address)).info.tlsFingerprint).toBe(testCertificateFingerprint);
  });

  it("sends nothing, least of all the password, to another certificate", async () => {
    const { address, sentences } = await fake(testCertificate);
    const tlsFingerprint = testCertificateFingerprint.replace(/^../, "00");
    await expect(openRouter({ ...address, tlsFingerprint })).rejects.toMatchObject({
      code: "fingerprint_mismatch",
      retryable: false,
    });
    expect(sentences).toEqual([]);
  });

  it("reaches a service without certificate by anonymous Diffie-Hellman", async () => {
    const { address } = await fake(anonymous);
    const { name: identity, info } = await name(address);
    expect(identity).toBe("core");
    expect(info).toMatchObject({ tlsAnonymous: true });
    expect(info).not.toHaveProperty("tlsFingerprint");
  });

  it("does not fall back to an anonymous service when a certificate is pinned", async () => {
    const { address, sentences } = await fake(anonymous);
    const pinned = { ...address, tlsFingerprint: testCertificateFingerprint };
    await expect(openRouter(pinned)).rejects.toMatchObject({ code: "tls_failed" });
    expect(sentences).toEqual([]);
  });

  it("says that TLS was asked of a port that speaks none", async () => {
    const plain = await startFakeRouter(() => undefined, {
      onConnection: (socket) => socket.end("220 ready\r\n"),
    });
    const error = await openRouter({ ...plain.address, transport: "tls" }).catch((e) => e);
    expect(error).toMatchObject({ code: "tls_failed" });
    expect(error.message).toContain("api-ssl");
  });

  it("says that plain was asked of a port that speaks TLS", async () => {
    const { address } = await fake(testCertificate);
    const error = await openRouter({ ...address, transport: "plain" }).catch((e) => e);
    expect(["protocol", "closed", "turned_away"]).toContain(error.code);
  });
});
