import { asc, eq } from "drizzle-orm";
import { type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import type { ProposedPackage } from "@/lib/imports";
import { stableJson } from "@/lib/sync";

const { packages } = schema;
export type SoldPackage = typeof packages.$inferSelect;

/** What is sold now. */
export const findSoldPackages = (ctx: Context): Promise<SoldPackage[]> =>
  handle(ctx)
    .select()
    .from(packages)
    .where(eq(packages.status, "active"))
    .orderBy(asc(packages.serviceType), asc(packages.downloadKbps), asc(packages.name));

/** The package gives exactly what the router gives. */
export function sameContent(
  sold: SoldPackage,
  { serviceType, content }: Pick<ProposedPackage, "serviceType" | "content">,
): boolean {
  const { rates } = content;
  if (!rates || sold.serviceType !== serviceType) return false;
  return stableJson(contentOfSold(sold)) === stableJson(contentOfFound(content));
}

const contentOfSold = (sold: SoldPackage) => ({
  speed: [sold.downloadKbps, sold.uploadKbps, sold.queuePriority ?? 8],
  burst: [
    sold.burstDownloadKbps,
    sold.burstUploadKbps,
    sold.burstThresholdDownloadKbps,
    sold.burstThresholdUploadKbps,
    sold.burstSeconds,
  ],
  rest: [sold.addressPool, sold.sharedUsers, sold.uptimeLimitSeconds, sold.dataCapBytes],
});

function contentOfFound({ rates, ...rest }: ProposedPackage["content"]) {
  const burst = rates?.burst;
  return {
    speed: [rates?.downloadKbps, rates?.uploadKbps, rates?.priority ?? 8],
    burst: [
      burst?.downloadKbps ?? null,
      burst?.uploadKbps ?? null,
      burst?.thresholdDownloadKbps ?? null,
      burst?.thresholdUploadKbps ?? null,
      burst?.seconds ?? null,
    ],
    rest: [rest.addressPool, rest.sharedUsers, rest.uptimeLimitSeconds, rest.dataCapBytes],
  };
}
