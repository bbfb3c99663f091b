import pg from "pg";

/** The statements of the one transaction that mentions the table, `begin` and `commit` included. */
export async function statementsOf(table: string, work: () => Promise<unknown>): Promise<string[]> {
  const byClient = new Map<unknown, string[]>();
  const { query } = pg.Client.prototype;
  pg.Client.prototype.query = function (this: unknown, ...args: unknown[]) {
    const [first] = args;
    const text = typeof first === "string" ? first : String((first as { text: string }).text);
    byClient.set(this, [...(byClient.get(this) ?? []), text.replace(/\s+/g, " ").trim()]);
    return Reflect.apply(query, this, args);
  } as typeof query;
  try {
    await work();
  } finally {
    pg.Client.prototype.query = query;
  }
  for (const texts of byClient.values()) {
    const transaction: string[] = [];
    for (const text of texts) {
      transaction.push(text);
      if (text !== "commit") continue;
      if (transaction.some((each) => each.includes(table))) return transaction;
      transaction.length = 0;
    }
  }
  return [];
}

/** How many statements the work sends, `begin` and `commit` included. */
export async function countStatements(work: () => Promise<unknown>): Promise<number> {
  let count = 0;
  const { query } = pg.Client.prototype;
  pg.Client.prototype.query = function (this: unknown, ...args: unknown[]) {
    count += 1;
    return Reflect.apply(query, this, args);
  } as typeof query;
  try {
    await work();
  } finally {
    pg.Client.prototype.query = query;
  }
  return count;
}
