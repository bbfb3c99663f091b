import { groupBy } from "../group-by";
import type { TxContext } from "./context";
import { placeOf, type Step } from "./steps";

/** Does the same for many at once, in one statement: an output for each input, in their order. */
export type SetVerb<I, O> = (ctx: TxContext, inputs: I[]) => Promise<O[]>;

interface Waiting {
  step: Step;
  verb: SetVerb<unknown, unknown>;
  ctx: TxContext;
  input: unknown;
  resolve: (output: unknown) => void;
  reject: (error: unknown) => void;
}

/** Two that share a transaction want the same. Before the second has written anything, it alone is set aside. */
export class Collision extends Error {
  constructor(
    message: string,
    readonly hasWritten: boolean,
  ) {
    super(message);
  }
}

/**
 * Verbs that share one transaction. Each goes its own way; where all of them wait, what is alike is done as one: the
 * earliest step first, so that those who had more to do before it come along.
 */
export class Company {
  #waiting: Waiting[] = [];
  #walking: number;
  readonly #owners = new Map<string, TxContext["later"]>();

  constructor(members: number) {
    this.#walking = members;
  }

  /** Waits for the others, then has the output from the one call for all who want the same. */
  join<I, O>(step: Step, verb: SetVerb<I, O>, ctx: TxContext, input: I): Promise<O> {
    return new Promise((resolve, reject) => {
      const waiting = { step, verb, ctx, input, resolve, reject };
      this.#waiting.push(waiting as Waiting);
      this.#proceed();
    });
  }

  /** One has come to its end, well or not. */
  leave(): void {
    this.#walking -= 1;
    this.#proceed();
  }

  /** From here on this is one member's alone. Throws `Collision` when another has it. */
  claim(ctx: TxContext, key: string, hasWritten: boolean): void {
    const owner = this.#owners.get(key) ?? ctx.later;
    if (owner !== ctx.later) throw new Collision(`two of a company want ${key}`, hasWritten);
    this.#owners.set(key, owner);
  }

  #proceed() {
    if (this.#waiting.length === 0 || this.#waiting.length < this.#walking) return;
    const earliest = Math.min(...this.#waiting.map(({ step }) => placeOf(step)));
    const isDue = ({ step }: Waiting) => placeOf(step) === earliest;
    const due = groupBy(this.#waiting.filter(isDue), ({ verb }) => verb);
    this.#waiting = this.#waiting.filter((waiting) => !isDue(waiting));
    // One after the other: a connection does one thing at a time.
    void (async () => {
      for (const alike of due.values()) await serve(alike);
    })();
  }
}

async function serve(all: [Waiting, ...Waiting[]]) {
  const [{ verb, ctx }] = all;
  try {
    const inputs = all.map(({ input }) => input);
    // What it asks for in its turn it does by itself: everybody else is waiting for it.
    const outputs = await verb({ ...ctx, company: undefined }, inputs);
    all.forEach(({ resolve }, index) => {
      resolve(outputs[index]);
    });
  } catch (error) {
    for (const { reject } of all) reject(error);
  }
}

/** The verb for one, which does for many what is asked for at the same step of one transaction. */
export function gathered<I, O>(
  step: Step,
  verb: SetVerb<I, O>,
): (ctx: TxContext, input: I) => Promise<O> {
  return async (ctx, input) => {
    if (ctx.company) return ctx.company.join(step, verb, ctx, input);
    const [output] = await verb(ctx, [input]);
    return output as O;
  };
}

/** For what must not share a transaction, before it has written anything. Throws `Collision` where there is company. */
export function goAlone(ctx: TxContext): void {
  if (ctx.company) throw new Collision("this must not share a transaction", false);
}

/**
 * Whoever decides by what they have read of a customer says so: nobody in the same transaction may too. Of two, the
 * transaction is undone, and each goes alone.
 */
export const claim = (ctx: TxContext, key: string): void => ctx.company?.claim(ctx, key, true);

/** The same before the verb has written anything: the second alone is set aside, and does its work after the first. */
export const claimFirst = (ctx: TxContext, key: string): void =>
  ctx.company?.claim(ctx, key, false);
