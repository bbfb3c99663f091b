import pg from "pg";

/** What money or a person's act has written: the app may add to it, and never change it. */
export const ADD_ONLY = [
  "ledger_entries",
  "journals",
  "audit_log",
  "payment_assignments",
  "payment_reversals",
  "statement_lines",
  "books_checks",
  "tax_rates",
] as const;

/** What money has touched: it is closed, voided or reversed, and never deleted. */
export const NEVER_DELETED = [
  ...ADD_ONLY,
  "allocations",
  "bill_lines",
  "bills",
  "callback_inbox",
  "credit_notes",
  "customers",
  "discounts",
  "ledger_accounts",
  "payment_channels",
  "payment_evidence",
  "payments",
  "provider_requests",
  "renewals",
  "statement_coverage",
  "statement_imports",
  "stk_attempts",
  "till_sessions",
  "users",
] as const;

export interface AppRole {
  name: string;
  password: string;
  /** Sets the password of a role that exists already. */
  setPassword?: boolean;
}

/**
 * Gives the role that the app connects as what it needs and no more, run by the owner of the tables after every
 * migration: no TRUNCATE anywhere, no UPDATE or DELETE of what must stay. The role is created if it is missing. What the
 * triggers refuse is refused here a second time, to whoever has only the app's connection. Throws when the owner may
 * not create roles.
 */
export async function grantAppRole(ownerUrl: string, role: AppRole): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query("begin");
    // Two starts at the same moment: the second waits.
    await client.query("select pg_advisory_xact_lock(7242002)");
    await ensureRole(client, role);
    for (const statement of grants(pg.escapeIdentifier(role.name))) await client.query(statement);
    await client.query("commit");
  } finally {
    await client.end();
  }
}

async function ensureRole(client: pg.Client, { name, password, setPassword }: AppRole) {
  const role = pg.escapeIdentifier(name);
  const secret = pg.escapeLiteral(password);
  const found = await client.query("select 1 from pg_roles where rolname = $1", [name]);
  if (found.rowCount === 0) await client.query(`create role ${role} login password ${secret}`);
  else if (setPassword) await client.query(`alter role ${role} login password ${secret}`);
}

const list = (tables: readonly string[]) => tables.map((table) => `public.${table}`).join(", ");

const grants = (role: string): string[] => [
  `grant usage on schema public to ${role}`,
  `revoke all on all tables in schema public from ${role}`,
  `grant select, insert, update, delete on all tables in schema public to ${role}`,
  `grant usage, select on all sequences in schema public to ${role}`,
  `revoke delete on ${list(NEVER_DELETED)} from ${role}`,
  `revoke update on ${list(ADD_ONLY)} from ${role}`,
];

/** True when whoever connects there could take the guards off: it owns the tables, or is a member of who does. */
export async function ownsTables(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ owns: boolean }>(
      `select pg_has_role(current_user, relowner, 'member') as owns from pg_class
       where oid = 'public.ledger_entries'::regclass`,
    );
    return rows[0]?.owns ?? false;
  } finally {
    await client.end();
  }
}
