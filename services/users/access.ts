import { type AccessGrounds, accessEndOf } from "@/lib/billing";

export type Access = "on" | "grace" | "provisional" | "expired" | "unpaid" | "suspended" | "closed";

export interface AccessFacts extends AccessGrounds {
  status: "active" | "suspended" | "closed";
  billingMode: "prepaid" | "postpaid";
}

/** What a user may do at this moment, as screens say it; the router's view is the sync status. */
export function accessOf(user: AccessFacts, now: Date): Access {
  if (user.status !== "active") return user.status;
  if (user.paidUntil && user.paidUntil > now) return "on";
  if (user.creditUntil && user.creditUntil > now)
    return user.billingMode === "postpaid" ? "on" : "grace";
  if (user.provisionalUntil && user.provisionalUntil > now) return "provisional";
  return accessEndOf(user) ? "expired" : "unpaid";
}
