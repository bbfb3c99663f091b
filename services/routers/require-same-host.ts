import { invalid } from "@/lib/errors";

/**
 * A kept password goes to the host that it was given for and to no other: else whoever may edit a router could have
 * it sent to a machine of theirs. Throws `invalid` bound to the password's field.
 */
export function requireSameHost(kept: { host: string }, wanted: { host: string }): void {
  if (kept.host.toLowerCase() === wanted.host.toLowerCase()) return;
  const message = "The address is another one: type the API user's password again.";
  throw invalid(message, { apiPassword: message });
}
