import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, type TxContext, withTransaction } from "@/lib/context";
import { encrypt } from "@/lib/crypto";
import { isUniqueViolation, schema } from "@/lib/db";
import { conflict } from "@/lib/errors";
import { uuid } from "@/lib/id";
import { dropRouter } from "@/lib/routeros";
import { stableJson } from "@/lib/sync";
import { recordAudit } from "@/services/audit";
import { declareDesiredStates } from "@/services/desired-state";
import { loadRouter, type RouterRow } from "./load-router";
import { requestEveryone } from "./request-everyone";
import { requireSameHost } from "./require-same-host";
import { defaultPort, RouterInput } from "./schemas";

const Input = RouterInput.extend({
  routerId: uuid(),
  /** The version the form was filled from: somebody else's change in between is a conflict. */
  version: z.coerce.number().int(),
});
const { routers, routerStates, users } = schema;

/**
 * Changes a router's name, address, sign-in or settings; an empty password keeps the one there is, while the host
 * stays the same. Other settings mean another plan for everybody on it.
 * Errors: forbidden, invalid, not_found, conflict (name taken, or changed meanwhile).
 */
export async function updateRouter(ctx: Context, input: z.input<typeof Input>): Promise<void> {
  authorise(ctx, { staff: "routers.write" });
  const values = Input.parse(input);
  try {
    await withTransaction(ctx, async (tx) => {
      const { router } = await loadRouter(tx, values.routerId);
      if (!values.apiPassword) requireSameHost(router, values);
      await write(tx, values);
      if (stableJson(router.settings) !== stableJson(values.settings))
        await replan(tx, router, values);
      const { apiPassword, routerId, ...data } = values;
      const entity = { kind: "router", id: routerId };
      await recordAudit(tx, { action: "routers.update", entity, data });
      tx.afterCommit.push(() => dropRouter(routerId));
    });
  } catch (error) {
    if (isUniqueViolation(error, "routers_name_unique"))
      throw conflict("There is a router with this name already.", { name: "This name is taken." });
    throw error;
  }
}

async function write(ctx: TxContext, values: z.output<typeof Input>) {
  const { routerId, version, apiPassword, ...rest } = values;
  const changed = await ctx.tx
    .update(routers)
    .set({
      ...rest,
      tlsFingerprint: rest.tlsFingerprint ?? null,
      port: rest.port ?? defaultPort(rest.transport),
      ...(apiPassword && { apiPasswordEncrypted: encrypt(apiPassword, `router:${routerId}`) }),
      version: version + 1,
    })
    .where(and(eq(routers.id, routerId), eq(routers.version, version)))
    .returning({ id: routers.id });
  if (changed.length === 0)
    throw conflict("Somebody changed this router meanwhile. Reload and try again.");
  // The new address deserves a try at once, whatever was wrong with the old one.
  await ctx.tx
    .update(routerStates)
    .set({
      consecutiveFailures: 0,
      breakerOpenUntil: null,
      nextPollAt: ctx.now(),
      // Another user may have other rights.
      checkedAt: null,
    })
    .where(eq(routerStates.routerId, routerId));
}

/** How lapsed users are held is part of what is desired; the rest is only how it is said to the router. */
async function replan(ctx: TxContext, router: RouterRow, values: z.output<typeof Input>) {
  if (router.settings.suspension !== values.settings.suspension) {
    const here = await ctx.tx
      .select({ id: users.id })
      .from(users)
      .where(eq(users.routerId, router.id));
    const userIds = here.map((user) => user.id);
    if (userIds.length > 0)
      await declareDesiredStates(ctx, { userIds, reason: "router settings changed" });
  }
  await requestEveryone(ctx, router.id);
}
