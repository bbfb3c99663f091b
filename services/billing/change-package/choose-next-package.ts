import { eq } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, type TxContext, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { conflict } from "@/lib/errors";
import { uuid } from "@/lib/id";
import { recordAudit } from "@/services/audit";
import { loadSettings } from "@/services/settings";
import { type BillableUser, lockWalletAndUser } from "../load-users";
import { loadPaidTime } from "../time/paid-time";
import { requireChangeable, requirePackage } from "./plan-change";

const Input = z.object({
  userId: uuid(),
  /** Null takes the choice back. */
  packageId: uuid("Choose a package.").nullable(),
});
const { users } = schema;

/**
 * Chooses the package from the next renewal on; what is paid runs to its end with the present one. Customers may
 * choose too when the settings say so. Errors: forbidden, not_found, invalid (package), conflict (an open bill for
 * time, or time with the chosen package is paid already).
 */
export async function chooseNextPackage(ctx: Context, input: z.input<typeof Input>): Promise<void> {
  const { userId, packageId } = Input.parse(input);
  await withTransaction(ctx, async (tx) => {
    const { user } = await lockWalletAndUser(tx, userId);
    const { customersChangePackage } = await loadSettings(tx, "portal");
    authorise(tx, {
      staff: "billing.write",
      customer: customersChangePackage ? user.customerId : undefined,
    });
    await requireUnbooked(tx, user);
    if (packageId) {
      await requirePackage(tx, user, packageId);
      await requireChangeable(tx, user);
    }
    await tx.tx.update(users).set({ nextPackageId: packageId }).where(eq(users.id, userId));
    await recordAudit(tx, {
      action: packageId ? "billing.choose-next-package" : "billing.keep-package",
      entity: { kind: "user", id: userId },
      data: { packageId },
    });
  });
}

/** What was paid in advance with the chosen package is sold: only a change now can give it back. */
async function requireUnbooked(ctx: TxContext, user: BillableUser) {
  if (!user.nextPackageId) return;
  const booked = await loadPaidTime(ctx, user.id, ctx.now());
  if (booked.some((time) => time.packageId === user.nextPackageId))
    throw conflict("Time with the next package is paid already. Change the package now instead.");
}
