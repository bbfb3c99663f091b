import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, type TxContext, withTransaction } from "@/lib/context";
import { isUniqueViolation, schema } from "@/lib/db";
import { conflict, invalid } from "@/lib/errors";
import { recordAudit } from "@/services/audit";
import { declareDesiredState } from "@/services/desired-state";
import { randomRouterPassword, storeCredential } from "./credentials";
import { UserInput } from "./schemas";

const Input = UserInput.extend({ customerId: z.uuid() });
const { customers, packages, routers, users } = schema;
const FAMILY = { pppoe: "ppp", hotspot: "hotspot", static: "static" } as const;

/**
 * Gives a customer a login on a router. It has no access until something is paid.
 * Errors: forbidden, invalid (customer, package or router not usable), conflict (username taken).
 */
export async function addUser(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<{ userId: string }> {
  authorise(ctx, { staff: "users.write", job: true });
  const { password, ...values } = Input.parse(input);
  try {
    return await withTransaction(ctx, async (tx) => {
      const serviceType = await loadServiceType(tx, values);
      const userId = tx.newId();
      await tx.tx.insert(users).values({
        id: userId,
        ...values,
        serviceType,
        serviceFamily: FAMILY[serviceType],
        createdAt: tx.now(),
      });
      await storeCredential(tx, userId, 1, password ?? randomRouterPassword());
      await declareDesiredState(tx, { userId, reason: "user added", urgent: true });
      await recordAudit(tx, {
        action: "users.add",
        entity: { kind: "user", id: userId },
        data: values,
      });
      return { userId };
    });
  } catch (error) {
    if (isUniqueViolation(error, "users_username_unique")) {
      throw conflict("This username is in use.", { username: "Another user has this username." });
    }
    throw error;
  }
}

async function loadServiceType(ctx: TxContext, values: z.output<typeof Input>) {
  const [customer] = await ctx.tx
    .select({ status: customers.status })
    .from(customers)
    .where(eq(customers.id, values.customerId));
  if (customer?.status !== "active") throw invalid("This customer is closed or does not exist.");
  const [router] = await ctx.tx
    .select({ id: routers.id })
    .from(routers)
    .where(and(eq(routers.id, values.routerId), eq(routers.status, "active")));
  if (!router)
    throw invalid("Choose a router.", { routerId: "This router is not in use any more." });
  const [found] = await ctx.tx
    .select({ serviceType: packages.serviceType })
    .from(packages)
    .where(and(eq(packages.id, values.packageId), eq(packages.status, "active")));
  if (!found)
    throw invalid("Choose a package.", { packageId: "This package is not sold any more." });
  if (found.serviceType !== "pppoe") {
    throw invalid("Only PPPoE packages can be given to users so far.", {
      packageId: "Choose a PPPoE package.",
    });
  }
  return found.serviceType;
}
