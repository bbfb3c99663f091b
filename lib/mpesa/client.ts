import type { DarajaConfig } from "./config";
import { type DarajaEndpoint, DarajaError } from "./errors";
import { callJson } from "./http";
import { fetchAccessToken, isFresh, type TokenStore } from "./oauth";

/** A signed-in way to Daraja for one shortcode. */
export interface DarajaClient {
  config: DarajaConfig;
  now: () => Date;
  /** POSTs JSON with the shared token. Throws DarajaError. */
  post(endpoint: DarajaEndpoint, path: string, body: unknown): Promise<unknown>;
}

export interface ClientOptions {
  now?: () => Date;
  timeoutMs?: number;
}

/**
 * Makes a client. A token that Daraja refuses is renewed once and the call repeated: a refused token means
 * that the request was not looked at, so this is safe for pushes too. Nothing else is ever repeated.
 */
export function createDarajaClient(
  config: DarajaConfig,
  tokens: TokenStore,
  options: ClientOptions = {},
): DarajaClient {
  const now = options.now ?? (() => new Date());

  const renew = async (refused?: string) =>
    (await tokens.renew(refused, () => fetchAccessToken(config, now()))).token;

  const currentToken = async () => {
    const stored = await tokens.read();
    return stored && isFresh(stored, now()) ? stored.token : beforeSending(() => renew());
  };

  const send = (endpoint: DarajaEndpoint, path: string, body: unknown, token: string) =>
    callJson({
      endpoint,
      method: "POST",
      url: `${config.baseUrl}${path}`,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body,
      timeoutMs: options.timeoutMs,
    });

  return {
    config,
    now,
    async post(endpoint, path, body) {
      const token = await currentToken();
      try {
        return await send(endpoint, path, body, token);
      } catch (error) {
        if (!(error instanceof DarajaError && error.kind === "token")) throw error;
        return send(endpoint, path, body, await beforeSending(() => renew(token)));
      }
    },
  };
}

/** While we have no token nothing has been asked for, so a lost token reply is no unknown outcome. */
async function beforeSending<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DarajaError && error.kind === "unknown_outcome")
      throw new DarajaError("retry_later", "token", error.code, error.message, { cause: error });
    throw error;
  }
}
