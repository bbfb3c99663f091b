import pg from "pg";

type Seen = (text: string, client: unknown) => void;

/** Does the work and shows each statement that is sent meanwhile. */
async function watching(seen: Seen, work: () => Promise<unknown>): Promise<void> {
  const { query } = pg.Client.prototype;
  pg.Client.prototype.query = function (this: unknown, ...args: unknown[]) {
    const [first] = args;
    const text = typeof first === "string" ? first : String((first as { text: string }).text);
    seen(text.replace(/\s+/g, " ").trim(), this);
    return Reflect.apply(query, this, args);
  } as typeof query;
  try {
    await work();
  } finally {
    pg.Client.prototype.query = query;
  }
}

/** All statements that the work sends, `begin` and `commit` included, as they come. */
export async function statementsDuring(work: () => Promise<unknown>): Promise<string[]> {
  const texts: string[] = [];
  await watching((text) => texts.push(text), work);
  return texts;
}

/** The statements of the one transaction that mentions the table, `begin` and `commit` included. */
export async function statementsOf(table: string, work: () => Promise<unknown>): Promise<string[]> {
  const byClient = new Map<unknown, string[]>();
  await watching((text, client) => {
    byClient.set(client, [...(byClient.get(client) ?? []), text]);
  }, work);
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
