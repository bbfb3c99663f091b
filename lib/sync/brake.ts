/** What a whole-router comparison found, counted. */
export interface BrakeInput {
  /** Rows on the router that carry our mark. */
  ownedRows: number;
  /** Rows that should be there because they were seen there before. */
  expectedRows: number;
  /** Users who would lose their row or their access, expiries that are due not counted. */
  removals: number;
}

/** So many may always go at once. */
export const MIN_REMOVALS = 10;
const MIN_EXPECTED = 10;

/** Why a mass change must wait for a person; undefined when it may go on. */
export function judgeBrake({ ownedRows, expectedRows, removals }: BrakeInput): string | undefined {
  if (ownedRows === 0 && expectedRows >= MIN_EXPECTED)
    return `None of the ${expectedRows} users that were on this router are there any more. It may have been reset, or another router answers at this address.`;
  const limit = Math.max(MIN_REMOVALS, Math.floor(ownedRows / 10));
  if (removals > limit)
    return `${removals} of ${ownedRows} users would be removed or cut off at once although their time has not run out.`;
  return undefined;
}
