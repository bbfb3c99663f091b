import { headers } from "next/headers";
import { clientAddress } from "@/lib/http";
import type { Origin } from "@/services/staff";

/** Where the current request comes from, as far as it may be believed. */
export async function requestOrigin(): Promise<Required<Origin>> {
  const list = await headers();
  return { sourceAddress: clientAddress(list), userAgent: list.get("user-agent") ?? "" };
}
