import { eq } from "drizzle-orm";
import { type Context, handle, type TxContext } from "@/lib/context";
import { schema } from "@/lib/db";
import { notFound } from "@/lib/errors";
import type { ProviderRequest } from "./request-states";

const { providerRequests } = schema;

/** Throws `not_found`. */
export async function loadRequest(ctx: Context, id: string): Promise<ProviderRequest> {
  const [request] = await handle(ctx)
    .select()
    .from(providerRequests)
    .where(eq(providerRequests.id, id));
  if (!request) throw notFound("request");
  return request;
}

/** The same, locked until the transaction ends: whoever decides its outcome holds this before any money. */
export async function lockRequest(ctx: TxContext, id: string): Promise<ProviderRequest> {
  const [request] = await ctx.tx
    .select()
    .from(providerRequests)
    .where(eq(providerRequests.id, id))
    .for("no key update");
  if (!request) throw notFound("request");
  return request;
}
