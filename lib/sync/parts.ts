/** So many rows or users are gone through between two pauses of work that can pause. */
export const PART = 256;
