import { rowName } from "../../sync/kinds";
import type { ResourceKind } from "../../sync/resource";
import { RouterError } from "../errors";
import { carriesTag } from "../ownership";
import type { ObservedRow, Row } from "../port";
import { durationSeconds, isYes } from "../values";

const TIMED = new Set<ResourceKind>(["session", "hotspot-active"]);

/** A printed row in the words of plans. `readAt` is our time just before the print. Throws `protocol` without id or name. */
export function toObservedRow(
  kind: ResourceKind,
  row: Row,
  tag: string,
  readAt: Date,
): ObservedRow {
  const { ".id": rowId, comment, dynamic, default: isDefault } = row;
  const name = rowName(kind, row);
  if (rowId === undefined || name === undefined) {
    throw new RouterError("protocol", `The router printed a ${kind} without id or name.`);
  }
  const fields = visibleFields(row, carriesTag(comment, tag));
  const startedAt = TIMED.has(kind) ? startOf(row, readAt) : undefined;
  return {
    kind,
    rowId,
    name,
    fields,
    ...(comment === undefined ? {} : { comment }),
    dynamic: isYes(dynamic),
    isDefault: isYes(isDefault),
    ...(startedAt ? { startedAt } : {}),
  };
}

const APART = new Set(["name", "comment", "dynamic", "default"]);

/** Without `.about` and its like, which come with versions, and without the passwords of other people's rows. */
function visibleFields(row: Row, ours: boolean): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const key in row) {
    const value = row[key];
    if (value === undefined || key.startsWith(".") || APART.has(key)) continue;
    if (ours || key !== "password") fields[key] = value;
  }
  return fields;
}

function startOf(row: Row, readAt: Date): Date | undefined {
  const uptime = durationSeconds(row.uptime ?? "");
  return uptime === undefined ? undefined : new Date(readAt.getTime() - uptime * 1000);
}
