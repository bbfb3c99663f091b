import { kinds } from "../../sync/kinds";
import type { Change } from "../../sync/plan";
import { sharedTag } from "../ownership";
import type { Applied, ApplyOptions, RouterPort } from "../port";
import { applyRule } from "./apply-rule";
import { createRow } from "./create-row";
import { deleteRow } from "./delete-row";
import { kickSession } from "./kick-session";
import { moveRow } from "./move-row";
import { updateRow } from "./update-row";

/**
 * Carries out one change of a plan. Each is of the "ensure" kind, so doing it again is harmless, and rows that do not
 * carry our mark are never touched. A connection lost under a write is an `ambiguous` error and is never retried here:
 * observe again. Throws RouterError.
 */
export function applyChange(
  router: RouterPort,
  change: Change,
  options: ApplyOptions,
): Promise<Applied> {
  if (kinds[change.kind].rule) return applyRule(router, change, sharedTag(options.tag));
  if (change.verb === "kick") return kickSession(router, change);
  if (change.verb === "move") return moveRow(router, change, options);
  if (change.verb === "create") return createRow(router, change, options);
  if (change.verb === "update") return updateRow(router, change, options);
  return deleteRow(router, change, options);
}
