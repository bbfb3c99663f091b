import { type AddressRange, toAddress, toNumber } from "./ranges";

/** Which addresses sessions hold. Finding a free one does not walk over all that are taken. */
export class AddressBook {
  /** How many sessions hold an address: two secrets may have been given one fixed address. */
  readonly #held = new Map<number, number>();
  /** By the first address of a range: below this one all of the range are taken. */
  readonly #hints = new Map<number, number>();

  take(address: string): void {
    const value = toNumber(address);
    this.#held.set(value, (this.#held.get(value) ?? 0) + 1);
  }

  release(address: string): void {
    const value = toNumber(address);
    const others = (this.#held.get(value) ?? 1) - 1;
    if (others > 0) {
      this.#held.set(value, others);
      return;
    }
    this.#held.delete(value);
    for (const [first, hint] of this.#hints) {
      if (value >= first && value < hint) this.#hints.set(first, value);
    }
  }

  /** The lowest free address of the ranges; undefined if all are taken. */
  free(ranges: readonly AddressRange[]): string | undefined {
    for (const { first, last } of ranges) {
      let value = this.#hints.get(first) ?? first;
      while (value <= last && this.#held.has(value)) value += 1;
      this.#hints.set(first, value);
      if (value <= last) return toAddress(value);
    }
    return undefined;
  }
}
