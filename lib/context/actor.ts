export type StaffRole = "owner" | "admin" | "finance" | "support" | "technician";

/** Who acts. Role and id come from the session on the server, never from input. */
export type Actor =
  | { kind: "staff"; id: string; role: StaffRole }
  | { kind: "customer"; id: string }
  /** A provider's callback, e.g. "mpesa". */
  | { kind: "provider"; id: string }
  /** A durable function or a script, by name. */
  | { kind: "job"; id: string }
  /** Nobody yet: signing in. */
  | { kind: "anonymous"; id: string };
