import { and, eq } from "drizzle-orm";
import type { z } from "zod";
import { authorise, type Context, type TxContext, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { invalid } from "@/lib/errors";
import { uuid } from "@/lib/id";
import { recordAudit } from "@/services/audit";
import { declareDesiredState } from "@/services/desired-state";
import { checkConnection, connectionTaken } from "./check-connection";
import { randomRouterPassword, storeCredential } from "./credentials";
import { FAMILY } from "./families";
import { UserInput } from "./schemas";

const Input = UserInput.extend({ customerId: uuid() });
const { customers, packages, users } = schema;

/**
 * Gives a customer a login on a router. It has no access until something is paid.
 * Errors: forbidden, invalid (customer, package, router or address not usable), conflict (username or address taken).
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
      await checkConnection(tx, serviceType, values);
      const userId = tx.newId();
      await tx.tx.insert(users).values({
        id: userId,
        ...values,
        serviceType,
        serviceFamily: FAMILY[serviceType],
        createdAt: tx.now(),
      });
      // An address signs in nowhere.
      if (serviceType !== "static")
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
    return connectionTaken(error);
  }
}

async function loadServiceType(ctx: TxContext, values: z.output<typeof Input>) {
  const [customer] = await ctx.tx
    .select({ status: customers.status })
    .from(customers)
    .where(eq(customers.id, values.customerId));
  if (customer?.status !== "active") throw invalid("This customer is closed or does not exist.");
  const [found] = await ctx.tx
    .select({ serviceType: packages.serviceType })
    .from(packages)
    .where(and(eq(packages.id, values.packageId), eq(packages.status, "active")));
  if (!found)
    throw invalid("Choose a package.", { packageId: "This package is not sold any more." });
  return found.serviceType;
}
