/**
 * Until when a session that runs on old settings may have begun, as stored by a pass that did not finish. A bound that
 * lies ahead is of a write that died with its pass: what can be read now is in force already. Pure.
 */
export const boundOf = (stored: Date | null, now: Date): Date | null =>
  stored && stored.getTime() > now.getTime() ? now : stored;
