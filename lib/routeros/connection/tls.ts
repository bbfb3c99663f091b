import type { Socket } from "node:net";
import { type ConnectionOptions, type PeerCertificate, TLSSocket } from "node:tls";
import { RouterError } from "../errors";

/** `certificate`: the service has one. `anonymous`: it has none, and only anonymous Diffie-Hellman is left. */
export type TlsStyle = "certificate" | "anonymous";

/** Routers sign their own certificates, so identity is checked by fingerprint (`verifyPeer`), not by authorities. */
export function tlsOptions(style: TlsStyle): ConnectionOptions {
  if (style === "certificate") return { rejectUnauthorized: false };
  return {
    rejectUnauthorized: false,
    ciphers: "ADH-AES256-GCM-SHA384:ADH-AES128-SHA256:@SECLEVEL=0",
    maxVersion: "TLSv1.2",
  };
}

export const normaliseFingerprint = (fingerprint: string): string =>
  fingerprint.replaceAll(":", "").trim().toLowerCase();

/** SHA-256 of the peer's certificate as lower-case hex; undefined when it showed none. */
export function peerFingerprint(socket: Socket): string | undefined {
  if (!(socket instanceof TLSSocket)) return undefined;
  // `{}` without a certificate, null once destroyed, whatever the types say.
  const certificate: Partial<PeerCertificate> | null = socket.getPeerCertificate();
  const fingerprint256 = certificate?.fingerprint256;
  return fingerprint256 ? normaliseFingerprint(fingerprint256) : undefined;
}

/** Throws `fingerprint_mismatch` unless the peer shows the pinned certificate. Call before the password is sent. */
export function verifyPeer(socket: Socket, pinned: string | null | undefined, place: string): void {
  if (!pinned) return;
  const seen = peerFingerprint(socket);
  if (seen === normaliseFingerprint(pinned)) return;
  throw new RouterError(
    "fingerprint_mismatch",
    `${place} shows another certificate than the one on record (${seen ? `SHA-256 ${seen}` : "none at all"}). Was it renewed, or is this another machine? The password was not sent. If it was renewed, pin the new one: Edit, Test connection.`,
    { seenFingerprint: seen },
  );
}
