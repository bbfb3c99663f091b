import { serve } from "inngest/next";
import { durableFunctions } from "@/inngest";
import { inngestClient } from "@/lib/events";

export const dynamic = "force-dynamic";
export const maxDuration = 300;

type Handlers = ReturnType<typeof serve>;
let handlers: Handlers | undefined;

// Made at the first request: a build has no settings yet.
const mounted = (): Handlers => {
  handlers ??= serve({ client: inngestClient(), functions: durableFunctions() });
  return handlers;
};

export const GET: Handlers["GET"] = (request, context) => mounted().GET(request, context);
export const POST: Handlers["POST"] = (request, context) => mounted().POST(request, context);
export const PUT: Handlers["PUT"] = (request, context) => mounted().PUT(request, context);
