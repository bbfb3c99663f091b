import { createHash } from "node:crypto";

/** The answer to the login challenge of RouterOS before 6.43: `00` and MD5(0x00, password, challenge), over bytes. */
export function challengeResponse(password: string, challengeHex: string): string {
  const digest = createHash("md5")
    .update(Buffer.from([0]))
    .update(Buffer.from(password, "utf8"))
    .update(Buffer.from(challengeHex, "hex"))
    .digest("hex");
  return `00${digest}`;
}
