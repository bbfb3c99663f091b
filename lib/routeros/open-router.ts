import { z } from "zod";
import type { Endpoint } from "./classify";
import { connectOnce } from "./connection/connect-once";
import { isRouterError, RouterError } from "./errors";
import type { OpenOptions, RouterAddress, RouterConnection } from "./port";

const DEFAULTS = { connectTimeoutMs: 10_000, window: 8, cancelGraceMs: 2_000 };

const Address = z.object({
  routerId: z.string().min(1),
  host: z.string().trim().min(1).max(253),
  port: z.number().int().min(1).max(65535).optional(),
  transport: z.enum(["plain", "tls"]),
  tlsFingerprint: z.string().nullish(),
  username: z.string().min(1),
  password: z.string(),
  fallbackEncoding: z.enum(["windows-1252", "utf-8"]),
});

/**
 * Connects and signs in. A TLS service without certificate is reached by anonymous Diffie-Hellman, unless a fingerprint
 * is pinned. Prefer `withRouter`, which shares one connection per router. Throws RouterError.
 */
export async function openRouter(
  address: RouterAddress,
  options: OpenOptions = {},
): Promise<RouterConnection> {
  const parsed = Address.safeParse(address);
  if (!parsed.success) throw wrongAddress(parsed.error);
  const { host, port, transport, username } = parsed.data;
  const endpoint: Endpoint = {
    host,
    port: port ?? (transport === "tls" ? 8729 : 8728),
    transport,
    username,
  };
  const settings = { ...DEFAULTS, ...options };
  try {
    return await connectOnce(parsed.data, endpoint, "certificate", settings);
  } catch (error) {
    if (!isRouterError(error, "tls_failed") || address.tlsFingerprint) throw error;
    return await connectOnce(parsed.data, endpoint, "anonymous", settings);
  }
}

/** Names the fields, never their values. */
function wrongAddress(error: z.ZodError): RouterError {
  const fields = error.issues.map((issue) => `${issue.path.join(".")} (${issue.message})`);
  return new RouterError(
    "invalid_value",
    `The router's address is not usable: ${fields.join(", ")}`,
  );
}
