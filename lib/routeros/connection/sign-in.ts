import { type Endpoint, loginError } from "../classify";
import { RouterError } from "../errors";
import type { Reply, RouterAddress } from "../port";
import { challengeResponse } from "./challenge";
import type { LiveConnection } from "./live-connection";

/**
 * `/login`: name and password since 6.43, and the MD5 challenge where an older router asks for it. Throws
 * `login_failed` or `no_api_policy`.
 */
export async function signIn(
  live: LiveConnection,
  address: RouterAddress,
  endpoint: Endpoint,
  deadlineMs: number,
): Promise<void> {
  const login = (word: string) =>
    live
      .execute({
        words: ["/login", `=name=${address.username}`, word],
        lane: "interactive",
        deadlineMs,
        secrets: [address.password],
      })
      .catch((error) => {
        throw error instanceof RouterError && error.trap && error.code !== "closed"
          ? loginError(error.trap, endpoint)
          : error;
      });
  const reply: Reply = await login(`=password=${address.password}`);
  if (reply.ret === undefined) return;
  if (!/^[0-9a-f]{32}$/i.test(reply.ret)) {
    throw new RouterError("protocol", "The router sent a login challenge that is none.");
  }
  await login(`=response=${challengeResponse(address.password, reply.ret)}`);
}
