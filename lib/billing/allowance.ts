/** A stretch of paid time: a purchase, or time that carries on with one (after a pause, or moved up). */
export interface BoughtTime {
  id: string;
  /** The purchase that this carries on with; null for a purchase. */
  carriesId: string | null;
  periods: number;
  startsAt: Date;
  endsAt: Date;
  endedAt: Date | null;
  /** A pause ended it and still keeps what was left. */
  kept: boolean;
  /** What one period of its package allows; null where the package has no cap. */
  bytes: number | null;
  seconds: number | null;
}

/** What may be used, and since which purchase use counts. */
export interface Allowance {
  epoch: string;
  bytes?: number;
  seconds?: number;
}

interface Purchase extends BoughtTime {
  keptMs: number;
  /** When the last of its time is over. */
  over: number;
}

// What a pause keeps is rounded up to whole seconds.
const ROUNDING = 1e-6;

/**
 * What all time allows that was bought without a gap: each period brings its cap when it is paid for, and what is not
 * used stays as long as paid time follows on paid time. Undefined when nothing was bought. Time that was taken back
 * brings nothing, begun periods count whole. `otherwise` stands where a purchase's package had no cap.
 */
export function allowanceOf(
  times: readonly BoughtTime[],
  otherwise: { bytes: number | null; seconds: number | null },
): Allowance | undefined {
  let run: { epoch: string; over: number; bytes: number; seconds: number } | undefined;
  for (const purchase of purchasesOf(times)) {
    const periods = periodsOf(purchase);
    if (periods === 0) continue;
    const follows = run !== undefined && purchase.startsAt.getTime() <= run.over;
    const so = run && follows ? run : { epoch: purchase.id, over: 0, bytes: 0, seconds: 0 };
    run = {
      epoch: so.epoch,
      over: Math.max(so.over, purchase.over),
      bytes: so.bytes + periods * (purchase.bytes ?? otherwise.bytes ?? 0),
      seconds: so.seconds + periods * (purchase.seconds ?? otherwise.seconds ?? 0),
    };
  }
  return (
    run && {
      epoch: run.epoch,
      ...(otherwise.bytes !== null && { bytes: run.bytes }),
      ...(otherwise.seconds !== null && { seconds: run.seconds }),
    }
  );
}

function purchasesOf(times: readonly BoughtTime[]): Purchase[] {
  const carrying = new Map<string, BoughtTime[]>();
  for (const time of times)
    if (time.carriesId)
      carrying.set(time.carriesId, [...(carrying.get(time.carriesId) ?? []), time]);
  return times
    .filter((time) => time.carriesId === null && time.periods > 0)
    .map((purchase) => {
      const stretches = [purchase, ...(carrying.get(purchase.id) ?? [])].sort(byStart);
      const waits = stretches.at(-1)?.kept ?? false;
      return {
        ...purchase,
        keptMs: waits ? wholeMs(purchase) : stretches.reduce((sum, one) => sum + ranMs(one), 0),
        over: waits ? Number.POSITIVE_INFINITY : Math.max(...stretches.map(endOf)),
      };
    })
    .sort(byStart);
}

const endOf = ({ startsAt, endsAt, endedAt }: BoughtTime) =>
  endedAt ? Math.max(startsAt.getTime(), endedAt.getTime()) : endsAt.getTime();
const ranMs = (time: BoughtTime) => endOf(time) - time.startsAt.getTime();
const wholeMs = ({ startsAt, endsAt }: BoughtTime) => endsAt.getTime() - startsAt.getTime();
const byStart = (a: BoughtTime, b: BoughtTime) =>
  a.startsAt.getTime() - b.startsAt.getTime() || (a.id < b.id ? -1 : 1);

const periodsOf = (purchase: Purchase) =>
  Math.min(
    purchase.periods,
    Math.ceil((purchase.periods * purchase.keptMs) / wholeMs(purchase) - ROUNDING),
  );
