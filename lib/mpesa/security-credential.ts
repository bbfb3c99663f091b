import { constants, createPublicKey, publicEncrypt } from "node:crypto";
import type { DarajaConfig } from "./config";
import { type DarajaEndpoint, DarajaError } from "./errors";

/**
 * The initiator's password encrypted for M-Pesa: base64 of RSA with PKCS#1 v1.5 padding, another text each
 * time. Throws a plain Error, without the password, when the PEM holds no RSA certificate or key. (Daraja docs)
 */
export function securityCredential(password: string, certificatePem: string): string {
  const key = readKey(certificatePem);
  const padding = constants.RSA_PKCS1_PADDING;
  return publicEncrypt({ key, padding }, Buffer.from(password, "utf8")).toString("base64");
}

/** Whether passwords can be encrypted for this PEM. Never throws. */
export function isUsableCertificate(certificatePem: string): boolean {
  try {
    readKey(certificatePem);
    return true;
  } catch {
    return false;
  }
}

function readKey(certificatePem: string) {
  try {
    const key = createPublicKey(certificatePem);
    if (key.asymmetricKeyType === "rsa") return key;
  } catch (error) {
    throw new Error("The M-Pesa certificate is not a PEM certificate.", { cause: error });
  }
  throw new Error("The M-Pesa certificate holds no RSA key.");
}

/** Who asks, as every asynchronous API wants it. Throws DarajaError `config` when it is not set up. */
export function signAsInitiator(config: DarajaConfig, endpoint: DarajaEndpoint) {
  const { initiatorName, initiatorPassword, certificatePem } = config;
  if (!initiatorName || !initiatorPassword || !certificatePem)
    throw new DarajaError("config", endpoint, "initiator", "no initiator or certificate is set up");
  try {
    return {
      name: initiatorName,
      credential: securityCredential(initiatorPassword, certificatePem),
    };
  } catch (error) {
    const detail = error instanceof Error ? error.message : "unusable certificate";
    throw new DarajaError("config", endpoint, "initiator", detail, { cause: error });
  }
}
