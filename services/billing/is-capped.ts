import type { BillableUser } from "./load-users";

/** True when paying brings more than time: who has used up what the package allows is online again by it. */
export const isCapped = ({ serviceType, package: pack }: BillableUser): boolean =>
  serviceType === "hotspot" && (pack.dataCapBytes !== null || pack.uptimeLimitSeconds !== null);
