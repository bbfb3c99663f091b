import { and, eq } from "drizzle-orm";
import type { TxContext } from "@/lib/context";
import { isUniqueViolation, schema } from "@/lib/db";
import { conflict, invalid } from "@/lib/errors";

const { routers } = schema;

/** Guards what a user is to be on a router. Throws `invalid` at the field. */
export async function checkConnection(
  ctx: TxContext,
  serviceType: "pppoe" | "static" | "hotspot",
  connection: { routerId: string; staticAddress?: string },
): Promise<void> {
  const [router] = await ctx.tx
    .select({ settings: routers.settings })
    .from(routers)
    .where(and(eq(routers.id, connection.routerId), eq(routers.status, "active")));
  if (!router)
    throw invalid("Choose a router.", { routerId: "This router is not in use any more." });
  const { staticAddress } = connection;
  if (serviceType === "static" && !staticAddress)
    throw invalid("A static user needs an address.", {
      staticAddress: "Enter the address that this customer has.",
    });
  if (staticAddress && staticAddress === router.settings.localAddress)
    throw invalid("This address is the router's own.", {
      staticAddress: "This is the router's gateway address.",
    });
}

/** What the database refuses because somebody else has it, in words; anything else is thrown on. */
export function connectionTaken(error: unknown): never {
  if (isUniqueViolation(error, "users_username_unique"))
    throw conflict("This username is in use.", { username: "Another user has this username." });
  if (isUniqueViolation(error, "users_static_address_unique"))
    throw conflict("This address is in use.", {
      staticAddress: "Another user of this router has this address.",
    });
  throw error;
}
