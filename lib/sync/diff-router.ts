import { RULE_NAMES } from "./compile/router";
import type { Desired } from "./desired";
import { diffResource } from "./diff-resource";
import { kinds } from "./kinds";
import { normaliseField, normaliseResource, normaliseRow } from "./normalise";
import type { ObservedRow } from "./observed";
import { carriesTag } from "./ownership";
import type { Change, Plan, Policy } from "./plan";
import { applyPolicy } from "./policy";
import type { Resource, ResourceKind } from "./resource";

/** What lets traffic past the rules behind it. */
const LETS_PAST = new Set([
  ...["accept", "fasttrack-connection", "jump", "return"],
  ...["dst-nat", "redirect", "netmap", "same", "allow"],
]);

export interface RouterDiffOptions {
  policy: Policy;
  sharedTag: string;
  /** What may be there although nobody needs it yet; the wanted resources if omitted. */
  allowed?: readonly Resource[];
  braked?: boolean;
}

/**
 * The steps that give a router its pool and rules. Rows come as the router prints them: their order counts. A rule of
 * ours must stand before the first foreign one that lets traffic past, and ours among themselves in their own order;
 * foreign rows are never touched. Under the brake nothing is done.
 */
export function diffRouter(
  resources: readonly Resource[],
  observed: readonly ObservedRow[],
  options: RouterDiffOptions,
): Plan {
  const { policy, sharedTag, braked = false, allowed = resources } = options;
  const rows = observed.map(normaliseRow);
  const pools = resources
    .filter(({ kind }) => !kinds[kind].rule)
    .map((pool) => diffResource(normaliseResource(pool), rows, ownerOf(sharedTag)));
  const rules = RULE_KINDS.flatMap((kind) =>
    diffRules(
      resources.filter((resource) => resource.kind === kind),
      rows.filter((row) => row.kind === kind && !row.dynamic),
      sharedTag,
      new Set(allowed.filter((one) => one.kind === kind).map(({ name }) => name)),
    ),
  );
  const changes = [...pools.flatMap((part) => part.changes), ...rules];
  const skipped = pools.flatMap((part) => part.skipped);
  if (braked) return holdAll(changes, skipped);
  return applyPolicy({ changes, skipped }, policy, false);
}

const RULE_KINDS = (Object.keys(kinds) as ResourceKind[]).filter((kind) => kinds[kind].rule);

const ownerOf = (sharedTag: string): Desired => ({
  tag: "",
  sharedTag,
  comment: sharedTag,
  resources: [],
  session: { service: "pppoe", name: "", allowed: false, notBefore: null },
  passwordWritten: false,
});

const holdAll = (changes: Change[], skipped: Plan["skipped"]): Plan => ({
  changes: [],
  skipped: [
    ...skipped,
    ...changes.map(({ kind, name, verb, why }) => ({
      kind,
      name,
      reason: "brake" as const,
      message: `Would ${verb} (${why}), but the brake is on: staff must look first.`,
    })),
  ],
});

/** A table as it would stand after the steps so far; new rows have no id yet. */
interface Standing {
  rowId?: string;
  chain: string;
  /** Our rule of this name. */
  name?: string;
  letsPast: boolean;
}

function diffRules(
  wanted: readonly Resource[],
  rows: readonly ObservedRow[],
  sharedTag: string,
  allowed: ReadonlySet<string>,
): Change[] {
  const ours = rows.filter((row) => carriesTag(row.comment, sharedTag) && RULE_NAMES.has(row.name));
  const kept = new Map(wanted.map(({ name }) => [name, ours.find((row) => row.name === name)]));
  const table = rows.map((row) => standingOf(row, [...kept.values()].includes(row)));
  const changes = wanted.flatMap((resource) => [
    ...place(resource, kept.get(resource.name), table, wanted),
    ...correct(resource, kept.get(resource.name)),
  ]);
  const leftover = ours.filter((row) =>
    kept.has(row.name) ? kept.get(row.name) !== row : !allowed.has(row.name),
  );
  return [...changes, ...leftover.map(removal)];
}

const standingOf = (row: ObservedRow, ours: boolean): Standing => ({
  rowId: row.rowId,
  chain: row.fields.chain ?? "",
  ...(ours && { name: row.name }),
  letsPast: !ours && row.fields.disabled !== "true" && LETS_PAST.has(row.fields.action ?? "accept"),
});

/** Creates the rule, or moves it, if it is not where it must be; the table is changed alike. */
function place(
  resource: Resource,
  row: ObservedRow | undefined,
  table: Standing[],
  wanted: readonly Resource[],
): Change[] {
  const { kind, name, fields } = resource;
  const chain = fields.chain ?? "";
  const earlier = new Set(wanted.slice(0, wanted.indexOf(resource)).map((one) => one.name));
  const at = table.findIndex((one) => one.name === name);
  const anchor = table.findIndex((one) => one.chain === chain && one.letsPast);
  const behind = table.findLastIndex((one) => one.name !== undefined && earlier.has(one.name));
  if (row && at > behind && (anchor < 0 || at < anchor)) return [];
  const beforeRow = table[anchor]?.rowId;
  const standing: Standing = { chain, name, letsPast: false, ...(row && { rowId: row.rowId }) };
  if (row) table.splice(at, 1);
  const target = table.findIndex((one) => one.rowId !== undefined && one.rowId === beforeRow);
  table.splice(target < 0 ? table.length : target, 0, standing);
  const where = beforeRow === undefined ? {} : { beforeRow };
  if (row) return [{ ...step(kind, name, "move", WRONG_PLACE), rowId: row.rowId, ...where }];
  const after = Object.entries(fields).filter(([field, value]) => !isDefault(kind, field, value));
  return [
    {
      ...step(kind, name, "create", "it does not exist"),
      after: Object.fromEntries(after),
      ...where,
    },
  ];
}

const WRONG_PLACE = "a rule above it lets traffic past, or it stands in the wrong order";

const isDefault = (kind: ResourceKind, field: string, value: string) =>
  field !== "comment" && value === kinds[kind].fields[field]?.default && field !== "action";

function correct({ kind, name, fields }: Resource, row: ObservedRow | undefined): Change[] {
  if (!row) return [];
  const spec = kinds[kind];
  const before: Record<string, string> = {};
  const after: Record<string, string> = {};
  for (const field of Object.keys(spec.fields)) {
    const wanted = normaliseField(spec, field, fields[field]);
    if (row.fields[field] === wanted) continue;
    before[field] = row.fields[field] ?? "";
    after[field] = wanted;
  }
  const changed = Object.keys(after);
  if (changed.length === 0) return [];
  const why = `${changed.join(", ")} ${changed.length === 1 ? "differs" : "differ"}`;
  return [{ ...step(kind, name, "update", why), rowId: row.rowId, before, after }];
}

const removal = ({ kind, name, rowId }: ObservedRow): Change => ({
  ...step(kind, name, "delete", "the router's settings ask for it no more"),
  rowId,
});

const step = (kind: ResourceKind, name: string, verb: Change["verb"], why: string): Change => ({
  verb,
  kind,
  name,
  before: {},
  after: {},
  why,
});
