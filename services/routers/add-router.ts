import type { z } from "zod";
import { authorise, type Context, withTransaction } from "@/lib/context";
import { encrypt } from "@/lib/crypto";
import { isUniqueViolation, schema } from "@/lib/db";
import { conflict } from "@/lib/errors";
import { randomApiPassword } from "@/lib/routeros";
import { recordAudit } from "@/services/audit";
import { recordHardware, routerAddress, routerAnswered } from "@/services/sync";
import { recordConditions } from "./check-conditions";
import { loadRouter } from "./load-router";
import { lookAtRouter, type ProbeResult } from "./look-at-router";
import { recordVitals } from "./record-vitals";
import { defaultPort, RouterInput } from "./schemas";

/**
 * Takes a router in, watched only until staff press "Start managing". One that does not answer is taken in too, and
 * the probe says what is wrong; inside a caller's transaction there is no probe, the first poll does its work. Without a
 * password one is made: the set-up script takes it to the router.
 * Errors: forbidden, conflict (name taken).
 */
export async function addRouter(
  ctx: Context,
  input: z.input<typeof RouterInput>,
): Promise<{ routerId: string; probe: ProbeResult | null }> {
  authorise(ctx, { staff: "routers.write" });
  const values = RouterInput.parse(input);
  const routerId = await insert(ctx, values);
  if (ctx.tx) return { routerId, probe: null };
  const { router, state } = await loadRouter(ctx, routerId);
  const probe = await lookAtRouter(routerAddress(router));
  if (probe.ok) {
    await recordVitals(ctx, routerId, probe.report);
    await recordConditions(ctx, routerId, probe.report.conditions);
    await recordHardware(ctx, router, probe.report.hardwareId);
    await routerAnswered(ctx, state);
  }
  return { routerId, probe };
}

async function insert(ctx: Context, values: z.output<typeof RouterInput>): Promise<string> {
  const { apiPassword, ...rest } = values;
  const routerId = ctx.newId();
  try {
    return await withTransaction(ctx, async (tx) => {
      await tx.tx.insert(schema.routers).values({
        id: routerId,
        ...rest,
        port: rest.port ?? defaultPort(rest.transport),
        apiPasswordEncrypted: encrypt(apiPassword || randomApiPassword(), `router:${routerId}`),
        syncPolicy: "observe_only",
        createdAt: tx.now(),
      });
      await tx.tx.insert(schema.routerStates).values({ routerId, nextPollAt: tx.now() });
      const entity = { kind: "router", id: routerId };
      await recordAudit(tx, { action: "routers.add", entity, data: rest });
      return routerId;
    });
  } catch (error) {
    if (isUniqueViolation(error, "routers_name_unique"))
      throw conflict("There is a router with this name already.", { name: "This name is taken." });
    throw error;
  }
}
