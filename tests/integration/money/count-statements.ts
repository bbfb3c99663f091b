import { watchStatements } from "@/tests/support/watch-statements";

const onOneLine = (text: string) => text.replace(/\s+/g, " ").trim();

/** All statements that the work sends, `begin` and `commit` included, as they come. */
export async function statementsDuring(work: () => Promise<unknown>): Promise<string[]> {
  const texts: string[] = [];
  await watchStatements(({ text }) => texts.push(onOneLine(text)), work);
  return texts;
}

/** The statements of the one transaction that mentions the table, `begin` and `commit` included. */
export async function statementsOf(table: string, work: () => Promise<unknown>): Promise<string[]> {
  const byClient = new Map<unknown, string[]>();
  await watchStatements(({ text, client }) => {
    byClient.set(client, [...(byClient.get(client) ?? []), onOneLine(text)]);
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
