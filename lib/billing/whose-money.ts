import type { Cents } from "../money";

/** Some money and the payment that brought it; null for money that no payment names. */
export interface SourcedMoney {
  source: string | null;
  cents: Cents;
}

/** One movement of a wallet, in the order in which they happened. */
export type WalletMove =
  | ({ kind: "in" } & SourcedMoney)
  /** Money that had been spent on something comes back. */
  | { kind: "back"; on: string; cents: Cents }
  /** Spent on something, and how much of it is known to be of which payment: the rest is the oldest money there is. */
  | { kind: "out"; on: string; cents: Cents; of: SourcedMoney[] };

/**
 * Which payments' money stands in what a wallet has paid for. Money is spent oldest first unless it is known whose it
 * was; what comes back (newest first) is still its payment's, whatever it buys next. Money that comes in while
 * something is owed fills that first.
 */
export function moneySpent(moves: readonly WalletMove[]): Map<string, SourcedMoney[]> {
  const spent = new Map<string, SourcedMoney[]>();
  const purse: Purse = { layers: [], owed: 0 };
  for (const move of moves) {
    if (move.kind === "in") putIn(purse, move);
    else if (move.kind === "back") {
      const back = take(spent.get(move.on) ?? [], move.cents, newest);
      for (const part of back.taken) putIn(purse, part);
      putIn(purse, { source: null, cents: back.missing });
    } else spent.set(move.on, [...(spent.get(move.on) ?? []), ...takeOut(purse, move)]);
  }
  return spent;
}

/** Oldest money first; `owed` is what was taken beyond what there was. */
interface Purse {
  layers: SourcedMoney[];
  owed: Cents;
}

function putIn(purse: Purse, { source, cents }: SourcedMoney) {
  const fills = Math.min(purse.owed, cents);
  purse.owed -= fills;
  if (cents > fills) purse.layers.push({ source, cents: cents - fills });
}

function takeOut(purse: Purse, { cents, of }: Extract<WalletMove, { kind: "out" }>) {
  const known = of.filter((part) => part.source !== null);
  const elsewhere = known.reduce((sum, part) => {
    const own = (layer: SourcedMoney) => layer.source === part.source;
    return sum + take(purse.layers, part.cents, oldest, own).missing;
  }, 0);
  const unknown = cents - known.reduce((sum, part) => sum + part.cents, 0);
  const rest = take(purse.layers, unknown, oldest);
  // What is known to be of a payment is its money, though the wallet no longer held it under that name.
  const other = take(purse.layers, elsewhere, oldest);
  purse.owed += rest.missing + other.missing;
  return [...known, ...rest.taken, { source: null, cents: rest.missing }].filter(
    (part) => part.cents > 0,
  );
}

const oldest = (layers: SourcedMoney[]) => layers;
const newest = (layers: SourcedMoney[]) => [...layers].reverse();

/** Takes up to so much out of the layers, and says what of whom. */
function take(
  layers: SourcedMoney[],
  cents: Cents,
  order: (layers: SourcedMoney[]) => SourcedMoney[],
  fits: (layer: SourcedMoney) => boolean = () => true,
): { taken: SourcedMoney[]; missing: Cents } {
  let missing = cents;
  const taken: SourcedMoney[] = [];
  for (const layer of order(layers)) {
    const part = fits(layer) ? Math.min(layer.cents, missing) : 0;
    if (part === 0) continue;
    layer.cents -= part;
    missing -= part;
    taken.push({ source: layer.source, cents: part });
  }
  return { taken, missing };
}
