import { headers } from "next/headers";
import type { Origin } from "@/services/staff";

/** Where the current request comes from, as far as it may be believed. */
export async function requestOrigin(): Promise<Required<Origin>> {
  const list = await headers();
  return { sourceAddress: "unknown", userAgent: list.get("user-agent") ?? "" };
}
