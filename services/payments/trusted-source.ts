import { env } from "@/lib/env";
import { normaliseAddress } from "@/lib/http";

/** True for the addresses that the provider is known to call from. */
export const isTrustedSource = (address: string): boolean =>
  env().CALLBACK_SOURCE_ADDRESSES.some((trusted) => normaliseAddress(trusted) === address);
