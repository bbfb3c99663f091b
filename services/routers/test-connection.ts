import type { z } from "zod";
import { authorise, type Context } from "@/lib/context";
import { uuid } from "@/lib/id";
import { defaultRouterSettings } from "@/lib/sync";
import { routerAddress } from "@/services/sync";
import { loadRouter } from "./load-router";
import { lookAtRouter, type ProbeResult } from "./look-at-router";
import { requireSameHost } from "./require-same-host";
import { ConnectionInput, defaultPort } from "./schemas";

const Input = ConnectionInput.extend({
  /** An existing router: an empty password then means the one that is kept. */
  routerId: uuid().optional(),
});

/** "Test connection": what is at this address, or exactly what is wrong. Errors: forbidden, not_found, invalid. */
export async function testConnection(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<ProbeResult> {
  authorise(ctx, { staff: "routers.write" });
  const { routerId, apiUsername, apiPassword, ...values } = Input.parse(input);
  const keep = routerId !== undefined && apiPassword === "";
  const password = keep ? await keptPassword(ctx, routerId, values) : apiPassword;
  return lookAtRouter({
    routerId: routerId ?? "test",
    host: values.host,
    port: values.port ?? defaultPort(values.transport),
    transport: values.transport,
    tlsFingerprint: values.tlsFingerprint,
    username: apiUsername,
    password,
    fallbackEncoding: defaultRouterSettings.fallbackEncoding,
  });
}

async function keptPassword(ctx: Context, routerId: string, wanted: { host: string }) {
  const { router } = await loadRouter(ctx, routerId);
  requireSameHost(router, wanted);
  return routerAddress(router).password;
}
