import type { schema } from "@/lib/db";
import type { RouterAddress } from "@/lib/routeros";
import { unseal } from "./unseal";

type RouterRow = typeof schema.routers.$inferSelect;

/** Where a router is and how to sign in. Holds its password: for immediate use only. Throws UnreadableSecret. */
export const routerAddress = (router: RouterRow): RouterAddress => ({
  routerId: router.id,
  host: router.host,
  port: router.port,
  transport: router.transport,
  tlsFingerprint: router.tlsFingerprint,
  username: router.apiUsername,
  password: unseal(router.apiPasswordEncrypted, "router", router.id),
  fallbackEncoding: router.settings.fallbackEncoding,
});
