import { hash, verify } from "@node-rs/argon2";

/** argon2id with OWASP's parameters (19 MiB, 2 passes); about 20 ms, off the event loop. */
export const hashPassword = (password: string): Promise<string> => hash(password);

// A hash that no password has: verifying against it takes as long as against a real one.
const NOBODY =
  "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/** Takes the same time whether or not there is a hash, so that addresses cannot be probed. */
export async function verifyPassword(
  stored: string | null | undefined,
  password: string,
): Promise<boolean> {
  const matches = await verify(stored ?? NOBODY, password);
  return matches && Boolean(stored);
}
