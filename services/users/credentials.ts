import { randomInt } from "node:crypto";
import type { TxContext } from "@/lib/context";
import { encrypt } from "@/lib/crypto";
import { schema } from "@/lib/db";

// No characters that people mix up when they read them out over the phone.
const ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789";

/** A router password that can be dictated: 10 unambiguous characters (about 49 bits). */
export const randomRouterPassword = (): string =>
  Array.from({ length: 10 }, () => ALPHABET[randomInt(ALPHABET.length)]).join("");

/** Stores one version of a user's router password, sealed for this user only. */
export async function storeCredential(
  ctx: TxContext,
  userId: string,
  version: number,
  password: string,
): Promise<void> {
  await ctx.tx.insert(schema.userCredentials).values({
    id: ctx.newId(),
    userId,
    version,
    passwordEncrypted: encrypt(password, `user-credential:${userId}`),
    createdAt: ctx.now(),
  });
}
