import { AppError } from "../errors";
import type { StaffRole } from "./actor";
import type { Context } from "./context";

const ROLES = {
  read: ["owner", "admin", "finance", "support", "technician"],
  "customers.write": ["owner", "admin", "support", "finance"],
  "users.write": ["owner", "admin", "support", "technician"],
  "packages.write": ["owner", "admin"],
  "routers.write": ["owner", "admin", "technician"],
  "sync.run": ["owner", "admin", "support", "technician"],
  "payments.write": ["owner", "admin", "finance", "support"],
  "billing.write": ["owner", "admin", "finance", "support"],
  "tills.write": ["owner", "admin", "finance", "support"],
  "payments.reverse": ["owner", "admin", "finance"],
  "staff.write": ["owner", "admin"],
  "settings.write": ["owner", "admin"],
} as const satisfies Record<string, readonly StaffRole[]>;

export type Permission = keyof typeof ROLES;

export interface Allowed {
  /** Staff with a role that holds this permission. */
  staff?: Permission;
  /** The customer whose own thing it is. */
  customer?: string;
  provider?: true;
  job?: true;
  anonymous?: true;
}

/** True when a staff role holds the permission; for hiding buttons, never instead of `authorise`. */
export const roleAllows = (role: StaffRole, permission: Permission): boolean =>
  (ROLES[permission] as readonly StaffRole[]).includes(role);

/** First line of every verb. Throws AppError `unauthenticated` or `forbidden`. */
export function authorise(ctx: Context, allowed: Allowed): void {
  const { actor } = ctx;
  switch (actor.kind) {
    case "staff":
      if (allowed.staff && roleAllows(actor.role, allowed.staff)) return;
      break;
    case "customer":
      if (allowed.customer !== undefined && allowed.customer === actor.id) return;
      break;
    case "provider":
      if (allowed.provider) return;
      break;
    case "job":
      if (allowed.job) return;
      break;
    case "anonymous":
      if (allowed.anonymous) return;
      throw new AppError("unauthenticated", "Please sign in first.");
  }
  throw new AppError("forbidden", "You are not allowed to do this.");
}
