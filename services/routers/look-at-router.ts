import { isRouterError, type ProbeReport, probeRouter, type RouterAddress } from "@/lib/routeros";
import { toSyncError } from "@/services/sync";

const CONNECT_TIMEOUT_MS = 8_000;

/** What a probe found, or exactly what is wrong. */
export type ProbeResult =
  | { ok: true; report: ProbeReport }
  | {
      ok: false;
      code: string;
      message: string;
      /** The certificate that was shown instead of the pinned one: staff may pin it. */
      seenFingerprint?: string;
    };

/** Signs in on a connection of its own and looks around, changing nothing. Trouble is a result, not an error. */
export async function lookAtRouter(address: RouterAddress): Promise<ProbeResult> {
  try {
    return {
      ok: true,
      report: await probeRouter(address, { connectTimeoutMs: CONNECT_TIMEOUT_MS }),
    };
  } catch (error) {
    const { code, message } = toSyncError(error);
    const seenFingerprint = isRouterError(error) ? error.seenFingerprint : undefined;
    return { ok: false, code, message, ...(seenFingerprint && { seenFingerprint }) };
  }
}
