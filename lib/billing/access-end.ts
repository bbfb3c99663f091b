/** What access can rest on: paid time, a provider's word, or credit (grace, the term of a postpaid bill). */
export interface AccessGrounds {
  paidUntil: Date | null;
  provisionalUntil: Date | null;
  creditUntil: Date | null;
}

/** When access ends: the latest of its grounds; null when it never began. The database's `access_ends_at` says the same. */
export function accessEndOf(user: AccessGrounds): Date | null {
  const ends = [user.paidUntil, user.provisionalUntil, user.creditUntil].filter(
    (end) => end !== null,
  );
  return ends.length > 0 ? new Date(Math.max(...ends.map((end) => end.getTime()))) : null;
}

/** True while the user has any ground to be online; status is another matter. */
export function hasAccess(user: AccessGrounds, now: Date): boolean {
  const end = accessEndOf(user);
  return end !== null && end > now;
}
