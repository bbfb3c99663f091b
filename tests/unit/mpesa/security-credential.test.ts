import { generateKeyPairSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { isUsableCertificate, securityCredential } from "@/lib/mpesa";

const CERTIFICATE = readFileSync("tests/simulators/daraja/keys/initiator-certificate.pem", "utf8");
const curve = generateKeyPairSync("ec", { namedCurve: "P-256" });
const EC_KEY = curve.publicKey.export({ type: "spki", format: "pem" }).toString();

test("the credential is base64 of one RSA block and differs each time", () => {
  const first = securityCredential("Secret#2026", CERTIFICATE);
  expect(Buffer.from(first, "base64")).toHaveLength(256);
  expect(first).not.toContain("\n");
  expect(securityCredential("Secret#2026", CERTIFICATE)).not.toBe(first);
});

test.each([
  ["no PEM", "not a certificate"],
  ["a key that is not RSA", EC_KEY],
  ["nothing", ""],
])("%s is refused without naming the password", (_, pem) => {
  expect(isUsableCertificate(pem)).toBe(false);
  expect(() => securityCredential("Secret#2026", pem)).toThrow(/certificate/);
  expect(() => securityCredential("Secret#2026", pem)).not.toThrow(/Secret/);
});

test("Safaricom's kind of certificate is usable", () => {
  expect(isUsableCertificate(CERTIFICATE)).toBe(true);
});
