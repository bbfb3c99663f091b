import { z } from "zod";
import type { Context } from "@/lib/context";
import { notFound } from "@/lib/errors";
import { uuid } from "@/lib/id";
import { type RouterSummary, readRouters } from "./list-routers";

const Input = z.object({ routerId: uuid() });

/** One router with what was last seen of it; cached state only. Errors: forbidden, not_found. */
export async function getRouter(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<RouterSummary> {
  const { routerId } = Input.parse(input);
  const [router] = await readRouters(ctx, routerId);
  if (!router) throw notFound("router");
  return router;
}
