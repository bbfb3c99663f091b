import type { Intent } from "../intent";
import type { CompileContext } from "./context";

// Enough for the pay page, too little to stay on.
const WALLED_KBPS = 1_000;

/** True when the user waits at the pay page rather than outside. */
export const isWalled = (intent: Intent, { settings }: CompileContext): boolean =>
  intent.access === "walled" && settings.suspension === "walled";

/** True when some traffic passes, be it to the pay page alone. */
export const isOpen = (intent: Intent, context: CompileContext): boolean =>
  intent.access === "on" || isWalled(intent, context);

/** What the user gets at this moment. */
export const ratesOf = (intent: Intent, context: CompileContext): Intent["rates"] =>
  isWalled(intent, context) ? { downloadKbps: WALLED_KBPS, uploadKbps: WALLED_KBPS } : intent.rates;
