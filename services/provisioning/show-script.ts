import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, type TxContext, withTransaction } from "@/lib/context";
import { encrypt } from "@/lib/crypto";
import { schema } from "@/lib/db";
import { AppError } from "@/lib/errors";
import { uuid } from "@/lib/id";
import { dropRouter, randomApiPassword, renderScript } from "@/lib/routeros";
import { recordAudit } from "@/services/audit";
import { getInstallation } from "@/services/installation";
import { loadRouter, type RouterRow } from "@/services/routers";
import { routerAddress, toSyncError } from "@/services/sync";
import { resourcesOf } from "./resources-of";

const ADDRESS = "Enter the address of this server as the router sees it, such as 10.20.0.1.";

const Input = z.object({
  routerId: uuid(),
  release: z.enum(["v6", "v7"]),
  serverAddress: z.union([z.ipv4(), z.cidrv4(), z.ipv6(), z.cidrv6()], ADDRESS),
  /** The one that is kept, or a new one that holds as soon as the script has run. */
  password: z.enum(["keep", "new"]).default("keep"),
});
const { routers, routerStates } = schema;

/**
 * The script that sets a router up for us, with the API user's password in clear; each look is audited. Errors:
 * forbidden, invalid, not_found, conflict (changed meanwhile), unavailable (the stored password cannot be read).
 */
export async function showScript(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<{ script: string }> {
  authorise(ctx, { staff: "routers.write" });
  const { routerId, release, serverAddress, password } = Input.parse(input);
  return withTransaction(ctx, async (tx) => {
    const { router } = await loadRouter(tx, routerId);
    const { installationId } = await getInstallation(tx);
    const secret = password === "new" ? await renewPassword(tx, router) : passwordOf(router);
    await recordAudit(tx, {
      action: "routers.show_script",
      entity: { kind: "router", id: routerId },
      data: { release, serverAddress, newPassword: password === "new" },
    });
    const script = renderScript({
      release,
      installationId,
      routerName: router.name,
      serverAddress,
      transport: router.transport,
      port: router.port,
      username: router.apiUsername,
      password: secret,
      resources: resourcesOf(router.settings, installationId, release),
    });
    return { script };
  });
}

function passwordOf(router: RouterRow): string {
  try {
    return routerAddress(router).password;
  } catch (error) {
    throw new AppError("unavailable", toSyncError(error).message, { cause: error });
  }
}

async function renewPassword(ctx: TxContext, { id }: RouterRow): Promise<string> {
  const password = randomApiPassword();
  await ctx.tx
    .update(routers)
    .set({ apiPasswordEncrypted: encrypt(password, `router:${id}`) })
    .where(and(eq(routers.id, id), eq(routers.status, "active")));
  // It will be refused until the script has run, and deserves a try soon after.
  await ctx.tx
    .update(routerStates)
    .set({ consecutiveFailures: 0, breakerOpenUntil: null, nextPollAt: ctx.now() })
    .where(eq(routerStates.routerId, id));
  ctx.afterCommit.push(() => dropRouter(id));
  return password;
}
