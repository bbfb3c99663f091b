import { formatDuration } from "../ui/format";

/** What a pause keeps: paid time is not over, and its end is not known. */
export const keptWords = (secondsLeft: number): string =>
  secondsLeft > 0
    ? `Paused, ${formatDuration(secondsLeft * 1000)} are kept`
    : "Paused, no time is kept";
