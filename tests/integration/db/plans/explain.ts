import type pg from "pg";
import { z } from "zod";
import { type SentStatement, watchStatements } from "@/tests/support/watch-statements";

/** Statements with parameters that are sent during the work, each text once. */
export async function sentDuring(work: () => Promise<unknown>): Promise<SentStatement[]> {
  const sent = new Map<string, SentStatement>();
  await watchStatements((one) => {
    if (one.values.length > 0) sent.set(one.text, one);
  }, work);
  return [...sent.values()];
}

interface Node {
  "Node Type": string;
  "Relation Name"?: string;
  "Index Name"?: string;
  "Index Cond"?: string;
  Plans?: Node[];
}
const Node: z.ZodType<Node> = z.looseObject({
  "Node Type": z.string(),
  "Relation Name": z.string().optional(),
  "Index Name": z.string().optional(),
  "Index Cond": z.string().optional(),
  Plans: z.lazy(() => z.array(Node).optional()),
});
const Explained = z.object({
  rows: z.array(z.object({ "QUERY PLAN": z.tuple([z.object({ Plan: Node })]) })),
});

const Index = z.object({ name: z.string(), partial: z.boolean(), first: z.string() });

/** Tells which tables a statement's plan reads from one end to the other, for these values and for any. */
export async function createPlanReader(client: pg.Client) {
  const { rows } = await client.query(`
    select indexrelid::regclass::text as name, indpred is not null as partial,
      pg_get_indexdef(indexrelid, 1, true) as first
    from pg_index`);
  const indexes = new Map(
    z
      .array(Index)
      .parse(rows)
      .map((index) => [index.name, index]),
  );

  /** By its first column, or because the index is of just those that are asked for. */
  function isFound(node: Node): boolean {
    const index = indexes.get(node["Index Name"] ?? "");
    return Boolean(index?.partial || (index && node["Index Cond"]?.includes(index.first)));
  }

  function readWhole(node: Node): string[] {
    const below = (node.Plans ?? []).flatMap(readWhole);
    const type = node["Node Type"];
    const isRead = type === "Seq Scan" || (type.includes("Index") && !isFound(node));
    return isRead ? [...below, node["Relation Name"] ?? node["Index Name"] ?? ""] : below;
  }

  return async ({ text, values }: SentStatement): Promise<string[]> => {
    const plans = [
      await client.query(`explain (format json) ${text}`, values),
      await client.query(`explain (format json, generic_plan) ${text}`),
    ].flatMap((result) => Explained.parse(result).rows.map((row) => row["QUERY PLAN"][0].Plan));
    return [...new Set(plans.flatMap(readWhole))];
  };
}
