import pg from "pg";

/** A statement as it leaves, and the connection that it leaves by. */
export interface SentStatement {
  text: string;
  values: unknown[];
  client: unknown;
}

/** Does the work and shows each statement that is sent meanwhile through node-postgres: Neon's driver does not use it. */
export async function watchStatements(
  seen: (sent: SentStatement) => void,
  work: () => Promise<unknown>,
): Promise<void> {
  const { query } = pg.Client.prototype;
  pg.Client.prototype.query = function (this: unknown, ...args: unknown[]) {
    const [first, given] = args as [string | { text: string; values?: unknown }, unknown];
    const { text, values = given } = typeof first === "string" ? { text: first } : first;
    seen({ text, values: Array.isArray(values) ? values : [], client: this });
    return Reflect.apply(query, this, args);
  } as typeof query;
  try {
    await work();
  } finally {
    pg.Client.prototype.query = query;
  }
}
