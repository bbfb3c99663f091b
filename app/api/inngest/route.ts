import { serve } from "inngest/next";
import { durableFunctions } from "@/inngest";
import { env } from "@/lib/env";
import { inngestClient } from "@/lib/events";

export const dynamic = "force-dynamic";
export const maxDuration = 300;

type Handlers = ReturnType<typeof serve>;
let handlers: Handlers | undefined;

// Anybody may ask the app to register. Live, the address that it then gives is ours, never one from the request's headers.
const serveOrigin = (): string | undefined =>
  env().APP_MODE === "live" ? (env().INNGEST_SERVE_ORIGIN ?? env().APP_URL) : undefined;

// Made at the first request: a build has no settings yet.
const mounted = (): Handlers => {
  handlers ??= serve({
    client: inngestClient(),
    functions: durableFunctions(),
    serveOrigin: serveOrigin(),
  });
  return handlers;
};

export const GET: Handlers["GET"] = (request, context) => mounted().GET(request, context);
export const POST: Handlers["POST"] = (request, context) => mounted().POST(request, context);
export const PUT: Handlers["PUT"] = (request, context) => mounted().PUT(request, context);
