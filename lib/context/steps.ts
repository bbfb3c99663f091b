/**
 * In this order everybody takes what others may want too. Members of a company keep it together: who is at a later step
 * waits until nobody is at an earlier one. Then two companies that want the same take it in the same order, whatever ways
 * their members go, and neither can hold what the other needs first.
 */
const STEPS = [
  "inbox",
  "attempts",
  "payments",
  "wallets",
  "users",
  "bills",
  "access",
  "messages",
  "end",
] as const;

export type Step = (typeof STEPS)[number];

export const placeOf = (step: Step): number => STEPS.indexOf(step);
