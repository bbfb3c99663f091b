import { decrypt } from "@/lib/crypto";

/** A stored password that this installation's key does not open. */
export class UnreadableSecret extends Error {
  constructor(readonly of: "router" | "user") {
    super(
      `The ${of}'s stored password cannot be read with this installation's key. Enter it again.`,
    );
    this.name = "UnreadableSecret";
  }
}

/** The plain password of a router or a user. For use inside a step only. Throws UnreadableSecret. */
export function unseal(sealed: string, of: "router" | "user", id: string): string {
  try {
    return decrypt(sealed, of === "router" ? `router:${id}` : `user-credential:${id}`);
  } catch {
    throw new UnreadableSecret(of);
  }
}
