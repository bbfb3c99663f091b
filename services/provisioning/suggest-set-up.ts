import { z } from "zod";
import { authorise, type Context } from "@/lib/context";
import { uuid } from "@/lib/id";
import { ourAddressTo } from "@/lib/routeros";
import { loadRouter } from "@/services/routers";

const Input = z.object({ routerId: uuid() });

export interface SetUpSuggestion {
  name: string;
  apiUsername: string;
  transport: "plain" | "tls";
  /** This server's address on the way to the router, as far as it can tell. */
  serverAddress: string | null;
  release: "v6" | "v7";
  /** It has answered with this user and password before. */
  answered: boolean;
}

/** What the set-up of a router may start from. Asks no router. Errors: forbidden, not_found. */
export async function suggestSetUp(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<SetUpSuggestion> {
  authorise(ctx, { staff: "routers.write" });
  const { router, state } = await loadRouter(ctx, Input.parse(input).routerId);
  return {
    name: router.name,
    apiUsername: router.apiUsername,
    transport: router.transport,
    serverAddress: (await ourAddressTo(router.host)) ?? null,
    release: state.rosVersion?.startsWith("6.") ? "v6" : "v7",
    answered: state.rosVersion !== null,
  };
}
