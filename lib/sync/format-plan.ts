import type { Change, Plan } from "./plan";

const SIGN = { create: "+", update: "~", move: "^", delete: "-", kick: "!" } as const;

/** A plan in lines that staff can read; never contains a secret, because plans never do. */
export function formatPlan(plan: Plan): string {
  const lines = plan.changes.flatMap(formatChange);
  if (lines.length === 0) lines.push("Nothing to change.");
  const skipped = plan.skipped.map((s) => `  ${s.kind} ${s.name} (${s.reason}): ${s.message}`);
  if (skipped.length > 0) lines.push("Left alone:", ...skipped);
  if (plan.notes) lines.push(...plan.notes);
  return `${lines.join("\n")}\n`;
}

function formatChange(change: Change): string[] {
  const head = `${SIGN[change.verb]} ${change.verb} ${change.kind} ${change.name}: ${change.why}`;
  if (change.verb === "kick" || change.verb === "delete" || change.verb === "move") return [head];
  const fields = Object.entries(change.after).map(([field, after]) =>
    change.verb === "create"
      ? `    ${field} = ${quote(after)}`
      : `    ${field}: ${quote(change.before[field] ?? "")} → ${quote(after)}`,
  );
  return [head, ...fields];
}

const quote = (value: string) => (value === "" ? "(none)" : value);
