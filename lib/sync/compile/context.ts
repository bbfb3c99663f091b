import type { AllowanceMark, Carried } from "../allowance";
import type { RouterSettings } from "../router-settings";

/** What the compiler must know beside the intent. Holds a password: never store or log it. */
export interface CompileContext {
  installationId: string;
  userId: string;
  settings: RouterSettings;
  /** As polled, e.g. "7.16.2"; undefined when the router was never seen. */
  rosVersion?: string;
  /** Undefined when the user has none: then passwords are left alone. */
  password?: string;
  /** The credential's version that was written last, as far as we know. */
  writtenCredentialVersion?: number | null;
  /** The name, or static address, under which the user was last seen to be as it should. */
  writtenName?: string;
  /** Where the counters stood when the allowance began, if it was seen. */
  allowanceMark?: AllowanceMark | null;
  /** Where the user was online when last seen, if a pass may have died since. */
  lastAddress?: string | null;
  /** What was used of the allowance on the routers that the user comes from. */
  carried?: Carried | undefined;
  /** Sessions that began before this moment must go. */
  sessionNotBefore?: Date | null;
}
