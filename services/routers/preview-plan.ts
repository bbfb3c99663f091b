import { z } from "zod";
import { authorise, type Context } from "@/lib/context";
import { notFound } from "@/lib/errors";
import { uuid } from "@/lib/id";
import { observeRouter } from "@/lib/routeros";
import { diffFleet, formatPlan, ownerOf, type Plan, serviceKinds, sharedTagOf } from "@/lib/sync";
import { type Fleet, loadFleet, planRouter, readingOf } from "@/services/sync";
import { askRouter } from "./ask-router";

const Input = z.object({ routerId: uuid() });
const DEADLINE_MS = 20_000;
const MAIN_KINDS = new Set(Object.values(serviceKinds).map(({ main }) => main));

export interface PlanPreview {
  /** When the router was asked, ISO: what is declared later was not seen. */
  readAt: string;
  /** What would be done, for users who need something, most important first. */
  users: { userId: string; username: string; plan: Plan; text: string }[];
  /** Users who are as they should be. */
  inSync: number;
  counts: { create: number; update: number; delete: number; kick: number; conflicts: number };
  /** What would be done to the router's own pool and rules. */
  router: Plan;
  /** Logins and queues on the router that are not ours, and are never touched. */
  foreign: { name: string; comment: string | null }[];
  /** The same with our mark whose user is unknown here. */
  orphans: string[];
}

/**
 * What "Start managing" would do to everybody on a router, from a live reading; changes nothing. On demand only.
 * Errors: forbidden, not_found, paused, unavailable (with what the router, or the way to it, said).
 */
export async function previewPlan(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<PlanPreview> {
  authorise(ctx, { staff: "read" });
  const { routerId } = Input.parse(input);
  const readAt = ctx.now().toISOString();
  const fleet = await loadFleet(ctx, routerId);
  if (fleet?.router.status !== "active") throw notFound("router");
  const sharedTag = sharedTagOf(fleet.installationId);
  const { rows, router } = await readRouter(ctx, fleet);
  const members = fleet.users.map((user) => ({ key: user, desired: user.desired }));
  const found = diffFleet(members, rows, { policy: "full", sharedTag });
  const needy = found.plans.filter(({ plan }) => plan.changes.length + plan.skipped.length > 0);
  return {
    readAt,
    users: needy.map(({ key, plan }) => ({
      userId: key.userId,
      username: key.intent.username,
      plan,
      text: formatPlan(plan),
    })),
    inSync: found.plans.length - needy.length,
    router,
    counts: countChanges([router, ...found.plans.map(({ plan }) => plan)]),
    foreign: rows
      .filter((row) => MAIN_KINDS.has(row.kind) && !row.dynamic && !row.isDefault)
      .filter((row) => !ownerOf(row.comment))
      .map(({ name, comment }) => ({ name, comment: comment ?? null })),
    orphans: found.orphans,
  };
}

const readRouter = (ctx: Context, fleet: Fleet) =>
  askRouter(ctx, { routerId: fleet.routerId, deadlineMs: DEADLINE_MS }, async (port) => {
    const reading = { tag: sharedTagOf(fleet.installationId), ...readingOf(fleet) };
    const [rows, router] = await Promise.all([
      observeRouter(port, reading, { now: ctx.now }),
      planRouter(port, fleet, { services: reading.services, policy: "full", braked: false }),
    ]);
    return { rows, router };
  });

/** Rows that many users share are planned for each of them, and made once. */
function countChanges(plans: Plan[]): PlanPreview["counts"] {
  const counts = { create: 0, update: 0, delete: 0, kick: 0, conflicts: 0 };
  const seen = new Set<string>();
  for (const { changes, skipped } of plans) {
    for (const { verb, kind, name, rowId } of changes) {
      const key = `${verb} ${kind} ${name} ${rowId ?? ""}`;
      if (!seen.has(key)) counts[verb === "move" ? "update" : verb] += 1;
      seen.add(key);
    }
    counts.conflicts += skipped.filter((entry) => entry.reason === "foreign").length;
  }
  return counts;
}
