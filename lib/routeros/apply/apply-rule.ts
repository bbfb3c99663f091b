import type { Change } from "../../sync/plan";
import { RouterError } from "../errors";
import { carriesTag } from "../ownership";
import type { Applied, RouterPort } from "../port";
import { tables } from "../tables";
import { isYes } from "../values";
import { removeById } from "./delete-row";
import { fieldWords } from "./field-words";

/**
 * Carries out one change of the router's own rules. Throws `no_such_item` or `conflict` if the row went, or is not ours
 * by now: the plan is out of date.
 */
export async function applyRule(router: RouterPort, change: Change, tag: string): Promise<Applied> {
  const { path } = tables[change.kind];
  const { beforeRow } = change;
  if (change.verb === "create") {
    const words = await fieldWords(change, () => "", "add");
    const { ret } = await router.run(`${path}/add`, [
      ...words,
      ...(beforeRow ? [["place-before", beforeRow] as const] : []),
    ]);
    return { outcome: "created", ...(ret !== undefined && { rowId: ret }) };
  }
  const rowId = await ownRow(router, change, tag);
  if (rowId === undefined) return { outcome: "already" };
  if (change.verb === "delete") await removeById(router, `${path}/remove`, rowId);
  else if (change.verb === "move")
    await router.run(`${path}/move`, {
      ".id": rowId,
      ...(beforeRow && { destination: beforeRow }),
    });
  else
    await router.run(`${path}/set`, [
      [".id", rowId],
      ...(await fieldWords(change, () => "", "set")),
    ]);
  return { outcome: change.verb === "delete" ? "deleted" : "updated", rowId };
}

async function ownRow(
  router: RouterPort,
  { kind, name, verb, rowId = "" }: Change,
  tag: string,
): Promise<string | undefined> {
  const [row] = await router.print(tables[kind].path, {
    proplist: [".id", "comment", "dynamic"],
    query: [`.id=${rowId}`],
  });
  if (!row) {
    if (verb === "delete") return undefined;
    throw new RouterError("no_such_item", `The ${kind} ${name} is gone from the router.`);
  }
  if (!carriesTag(row.comment, tag) || isYes(row.dynamic))
    throw new RouterError("conflict", `The ${kind} ${name} does not carry our mark any more.`);
  return rowId;
}
