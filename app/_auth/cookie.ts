import { env } from "@/lib/env";

/** True when browsers reach us over HTTPS; then cookies never travel otherwise. */
export const isSecure = (): boolean => (env().NEXTAUTH_URL ?? env().APP_URL).startsWith("https://");

/** The cookie that carries the signed-in sessions' ids, encrypted. */
export const sessionCookieName = (): string => (isSecure() ? "__Host-isp.session" : "isp.session");
