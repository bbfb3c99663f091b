import { and, eq, gt, isNotNull, sql } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, handle, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { AppError, conflict, notFound } from "@/lib/errors";
import { uuid } from "@/lib/id";
import { applyChange, isRouterError, observeSessions, type RouterPort } from "@/lib/routeros";
import { type ObservedRow, ownerOf, userTagOf } from "@/lib/sync";
import { recordAudit } from "@/services/audit";
import { isStateOfDesired } from "@/services/desired-state";
import { getInstallation } from "@/services/installation";
import { askRouter } from "./ask-router";

const Input = z.object({
  routerId: uuid(),
  service: z.enum(["pppoe", "hotspot"]),
  rowId: z.string().regex(/^\*[0-9A-F]+$/i),
  name: z.string().min(1).max(200),
  /** When it began, as listed: routers give hotspot ids again. */
  startedAt: z.iso.datetime().nullish(),
});
type Meant = z.output<typeof Input>;

const DEADLINE_MS = 10_000;
/** Uptimes are whole seconds, read through a slow line. */
const SAME_START_MS = 15_000;
const LOGINS = { pppoe: "/ppp/secret", hotspot: "/ip/hotspot/user" } as const;
const { desiredStates, syncStates } = schema;

/**
 * Ends one session of a user of ours, and looks that it is gone. The device may dial in again at once: whoever must stay
 * out is suspended instead. Errors: forbidden, not_found, conflict (only observed, not ours, being synced, ended or
 * begun anew meanwhile), paused, unavailable (no answer, or the session still stands).
 */
export async function disconnectSession(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<{ userId: string }> {
  authorise(ctx, { staff: "sync.run" });
  const meant = Input.parse(input);
  const userId = await findOwner(ctx, meant);
  const tag = userTagOf((await getInstallation(ctx)).installationId, userId);
  let sent = false;
  const ask = <T>(work: (port: RouterPort) => Promise<T>) =>
    askRouter(ctx, { routerId: meant.routerId, deadlineMs: DEADLINE_MS }, async (port, router) => {
      if (router.syncPolicy === "observe_only")
        throw conflict("This router is only observed. Press “Start managing” on its page first.");
      return work(port);
    });
  try {
    await ask(async (port) => {
      await assertOurLogin(port, meant, userId, tag);
      assertSame(await sessionsOf(ctx, port, meant), meant);
      sent = true;
      await kick(port, meant, tag);
    });
    // A refusal or a lost reply is no proof of anything: only looking is.
    if (standing(await ask((port) => sessionsOf(ctx, port, meant)), meant))
      throw new AppError("unavailable", "The router was asked, but the session still stands.");
  } catch (error) {
    if (sent) await leaveTrace(ctx, meant, userId, "not verified");
    throw error;
  }
  await leaveTrace(ctx, meant, userId, "gone");
  return { userId };
}

/** Whose session it is, if no sync of theirs is at work: that one may be about to end it, or to let them in. */
async function findOwner(ctx: Context, { routerId, service, name }: Meant): Promise<string> {
  const [row] = await handle(ctx)
    .select({
      userId: desiredStates.userId,
      busy: sql<boolean>`${and(isNotNull(syncStates.leaseOwner), gt(syncStates.leaseUntil, ctx.now()))}`,
    })
    .from(desiredStates)
    .innerJoin(syncStates, isStateOfDesired)
    .where(
      and(
        eq(desiredStates.routerId, routerId),
        sql`${desiredStates.intent}->>'username' = ${name}`,
        sql`${desiredStates.intent}->>'serviceType' = ${service}`,
      ),
    );
  if (!row) {
    const [router] = await handle(ctx)
      .select({ id: schema.routers.id })
      .from(schema.routers)
      .where(eq(schema.routers.id, routerId));
    if (!router) throw notFound("router");
    throw conflict("This login is not one of our users: it is left alone.");
  }
  if (row.busy) throw conflict("This user is being synced at this moment. Try again in a minute.");
  return row.userId;
}

/** A login of the same name that somebody made by hand is not ours; one that is gone has left its session behind. */
async function assertOurLogin(port: RouterPort, meant: Meant, userId: string, tag: string) {
  const logins = await port.print(LOGINS[meant.service], {
    proplist: [".id", "comment"],
    query: [`name=${meant.name}`],
  });
  const ours = logins.some(({ comment }) => {
    const owner = ownerOf(comment);
    return owner?.userId === userId && `${owner.sharedTag}:${userId}` === tag;
  });
  if (logins.length > 0 && !ours)
    throw conflict("The login on the router does not carry our mark: it is left alone.");
}

const sessionsOf = (ctx: Context, port: RouterPort, { service, name }: Meant) =>
  observeSessions(port, { services: [service], name }, { now: ctx.now });

const standing = (rows: ObservedRow[], { rowId, startedAt }: Meant) =>
  rows.find((row) => {
    const later = startedAt && row.startedAt && row.startedAt.getTime() - Date.parse(startedAt);
    return row.rowId === rowId && !(later && later > SAME_START_MS);
  });

function assertSame(rows: ObservedRow[], meant: Meant) {
  if (standing(rows, meant)) return;
  throw conflict(
    rows.length > 0
      ? "This session has ended, and the device has dialled in anew. Read the list again."
      : "This session has ended already.",
  );
}

async function kick(port: RouterPort, { service, name, rowId }: Meant, tag: string) {
  const kind = service === "pppoe" ? "session" : "hotspot-active";
  const change = { verb: "kick", kind, name, rowId, before: {}, after: {}, why: "staff" } as const;
  try {
    await applyChange(port, change, { tag, resolveSecret: () => "" });
  } catch (error) {
    if (!isRouterError(error)) throw error;
    if (!error.ambiguous && !error.trap) throw error;
  }
}

async function leaveTrace(ctx: Context, meant: Meant, userId: string, outcome: string) {
  const { routerId, service, rowId } = meant;
  await withTransaction(ctx, (tx) =>
    recordAudit(tx, {
      action: "users.disconnect",
      entity: { kind: "user", id: userId },
      data: { routerId, service, session: rowId, outcome },
    }),
  );
}
