import { and, eq, gt, isNull } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, handle } from "@/lib/context";
import { sha256 } from "@/lib/crypto";
import { schema } from "@/lib/db";

const Input = z.object({ token: z.string().max(200) });
const { signInCodes, staff } = schema;

/** Who a one-time link is for, or undefined when it is wrong, used or too old. Errors: none. */
export async function checkSetupLink(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<{ email: string } | undefined> {
  authorise(ctx, { anonymous: true });
  const parsed = Input.safeParse(input);
  if (!parsed.success) return undefined;
  const { token } = parsed.data;
  const [row] = await handle(ctx)
    .select({ email: staff.email })
    .from(signInCodes)
    .innerJoin(staff, eq(staff.id, signInCodes.staffId))
    .where(
      and(
        eq(signInCodes.codeHash, sha256(token)),
        eq(signInCodes.purpose, "owner_setup"),
        isNull(signInCodes.usedAt),
        gt(signInCodes.expiresAt, ctx.now()),
        eq(staff.status, "active"),
      ),
    );
  return row;
}
