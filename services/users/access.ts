export type Access = "on" | "provisional" | "expired" | "unpaid" | "suspended" | "closed";

/** What a user may do at this moment, as screens say it; the router's view is the sync status. */
export function accessOf(
  user: {
    status: "active" | "suspended" | "closed";
    paidUntil: Date | null;
    provisionalUntil: Date | null;
  },
  now: Date,
): Access {
  if (user.status !== "active") return user.status;
  if (user.paidUntil && user.paidUntil > now) return "on";
  if (user.provisionalUntil && user.provisionalUntil > now) return "provisional";
  return user.paidUntil ? "expired" : "unpaid";
}
