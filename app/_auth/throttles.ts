import type { ThrottleRule } from "@/lib/throttle";

const QUARTER_HOUR_SECONDS = 15 * 60;
const rule = (name: string, points: number): ThrottleRule => ({
  name,
  points,
  durationSeconds: QUARTER_HOUR_SECONDS,
});

/** How often customers may try; those of staff stand in the verb. */
export const throttles = {
  /** Tries at a code. */
  verifyPerPhone: rule("customer-phone", 10),
  verifyPerAddress: rule("customer-address", 100),
  /** An SMS costs money and wakes somebody up. */
  codePerPhone: rule("code-phone", 5),
  codePerAddress: rule("code-address", 60),
};
