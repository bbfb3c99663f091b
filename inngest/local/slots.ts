import type { Slot } from "./protocol/match-event";

/**
 * Who holds which concurrency slot. In memory only: one process makes all calls, and after a
 * restart nobody holds anything.
 */
export class SlotCounter {
  private readonly held = new Map<string, number>();

  /** Takes all slots, or none and returns the one that is full. */
  take(slots: Slot[]): string | undefined {
    const full = slots.find(({ key, limit }) => this.count(key) >= limit);
    if (full) return full.key;
    for (const { key } of slots) this.held.set(key, this.count(key) + 1);
    return undefined;
  }

  release(slots: Slot[]): void {
    for (const { key } of slots) {
      const left = this.count(key) - 1;
      if (left > 0) this.held.set(key, left);
      else this.held.delete(key);
    }
  }

  count(key: string): number {
    return this.held.get(key) ?? 0;
  }
}

/** Slots that rows are parked on, and which of them may have room again. */
export class ParkingLot {
  private readonly limits = new Map<string, number>();
  private readonly released = new Set<string>();

  park(slot: Slot): void {
    this.limits.set(slot.key, Math.max(slot.limit, this.limits.get(slot.key) ?? 0));
  }

  /** A call that held these slots has ended, or did not need them after all. */
  release(slots: Slot[]): void {
    for (const { key } of slots) if (this.limits.has(key)) this.released.add(key);
  }

  get hasReleased(): boolean {
    return this.released.size > 0;
  }

  /** Slots to fetch rows for, each once, with its limit. */
  takeReleased(): Slot[] {
    const keys = [...this.released];
    this.released.clear();
    return keys.map((key) => ({ key, limit: this.limits.get(key) ?? 1 }));
  }

  /** Nobody is parked on this slot any more. */
  forget(key: string): void {
    this.limits.delete(key);
  }
}
