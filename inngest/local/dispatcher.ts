import type pg from "pg";
import { advanceRun } from "./advance";
import { type CallDeps, makeCall } from "./make-call";
import type { Slot } from "./protocol/match-event";
import type { Call } from "./settle-call";
import { ParkingLot, SlotCounter } from "./slots";
import {
  deleteRow,
  findReady,
  type LeasedCall,
  leaseRows,
  parkRows,
  type ReadyRow,
  unparkRows,
} from "./store/leases";
import type { JobServerOptions } from "./types";
import { ulid } from "./ulid";

export const LEASE_MS = 15_000;
const SLOW_POLL_MS = 5_000;
const AFTER_ERROR_MS = 500;
const DEFAULT_ATTEMPTS = 5;

export interface DispatcherOptions {
  maxCalls: number;
  log: NonNullable<JobServerOptions["log"]>;
}

/**
 * Takes what is due from the queue and makes the calls. Woken by `kick` when something has become
 * due or free, by a timer for the next row that is due later, and by a slow poll.
 */
export class Dispatcher {
  private readonly slots = new SlotCounter();
  private readonly parking = new ParkingLot();
  private readonly calls = new Map<string, Promise<void>>();
  private readonly pool: pg.Pool;
  private timer: NodeJS.Timeout | undefined;
  private isPumping = false;
  private pumped: Promise<void> = Promise.resolve();
  private kicked = false;
  private stopped = false;
  private epoch: number | undefined;

  constructor(
    private readonly deps: CallDeps,
    private readonly options: DispatcherOptions,
  ) {
    this.pool = deps.pool;
  }

  /** Ids of the queue rows whose calls are in flight. */
  get inFlight(): string[] {
    return [...this.calls.keys()];
  }

  /** Starts to claim, as the job server of this epoch. */
  begin(epoch: number): void {
    this.epoch = epoch;
    this.kick();
  }

  /** Looks at the queue soon; cheap to call often. */
  kick(): void {
    this.kicked = true;
    if (!this.isPumping && !this.stopped && this.epoch !== undefined) this.pumped = this.pump();
  }

  /** Claims nothing more. */
  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  /** After `stop`: resolves when no call is in flight. */
  async settled(): Promise<void> {
    await this.pumped;
    await Promise.allSettled(this.calls.values());
  }

  private async pump(): Promise<void> {
    this.isPumping = true;
    let waitMs = SLOW_POLL_MS;
    try {
      while (this.kicked && !this.stopped && this.deps.link.isReady) {
        this.kicked = false;
        waitMs = await this.claim();
      }
    } catch (error) {
      this.options.log({ level: "error", message: "queue not readable", error: String(error) });
      waitMs = AFTER_ERROR_MS;
    }
    // No await from the last look at `kicked` to here, or a kick in between would be lost.
    this.isPumping = false;
    clearTimeout(this.timer);
    if (!this.stopped) this.timer = setTimeout(() => this.kick(), waitMs);
  }

  /** Takes as many due rows as there is room for; returns ms until the next row is due. */
  private async claim(): Promise<number> {
    await this.unparkReleased();
    const room = this.options.maxCalls - this.calls.size;
    if (room <= 0) return SLOW_POLL_MS;
    const rows = await findReady(this.pool, room + 1);
    const due = rows.filter(({ dueInMs }) => dueInMs <= 0).slice(0, room);
    const { admitted, blocked } = this.admit(due);
    if (blocked.length > 0) await parkRows(this.pool, blocked);
    await Promise.all([this.wakeSleepers(due), this.startCalls(admitted)]);
    if (due.length === room || this.parking.hasReleased) this.kicked = true;
    const next = rows.find(({ dueInMs }) => dueInMs > 0);
    return Math.min(SLOW_POLL_MS, Math.ceil(next?.dueInMs ?? SLOW_POLL_MS));
  }

  private admit(due: ReadyRow[]) {
    const admitted = new Map<string, Slot[]>();
    const blocked: { id: string; slot: string }[] = [];
    for (const row of due.filter(({ kind }) => kind === "call")) {
      const slots: Slot[] = JSON.parse(row.slots);
      const full = this.slots.take(slots);
      if (full === undefined) {
        admitted.set(row.id, slots);
        continue;
      }
      blocked.push({ id: row.id, slot: full });
      for (const slot of slots) if (slot.key === full) this.parking.park(slot);
      // It may have been fetched for room in its other slot, which somebody else can use.
      this.parking.release(slots.filter(({ key }) => key !== full));
    }
    return { admitted, blocked };
  }

  private async unparkReleased(): Promise<void> {
    for (const { key, limit } of this.parking.takeReleased()) {
      const free = limit - this.slots.count(key);
      if (free <= 0) continue;
      const found = await unparkRows(this.pool, key, free);
      if (found < free) this.parking.forget(key);
    }
  }

  private async startCalls(admitted: Map<string, Slot[]>): Promise<void> {
    if (admitted.size === 0) return;
    const wanted = [...admitted.keys()].map((id) => ({ id, requestId: ulid() }));
    let leased: LeasedCall[] = [];
    try {
      leased = await leaseRows(this.pool, this.epoch ?? -1, wanted, LEASE_MS);
    } finally {
      const got = new Set(leased.map(({ id }) => id));
      for (const [id, slots] of admitted) if (!got.has(id)) this.free(slots);
    }
    for (const row of leased) this.start(row, admitted.get(row.id) ?? []);
  }

  private start(row: LeasedCall, slots: Slot[]): void {
    const call: Call = {
      ...row,
      event: JSON.parse(row.eventBody),
      maxAttempts: this.deps.registry.find(row.functionId)?.maxAttempts ?? DEFAULT_ATTEMPTS,
    };
    const done = (row.runEnded ? deleteRow(this.pool, row.id) : makeCall(this.deps, call))
      .catch((error) => {
        // The result is lost; the lease runs out and the call is made again.
        const { runId, functionId } = row;
        const message = "result of a call not stored";
        this.options.log({ level: "error", message, runId, functionId, error: String(error) });
      })
      .finally(() => {
        this.calls.delete(row.id);
        this.free(slots);
        this.kick();
      });
    this.calls.set(row.id, done);
  }

  private free(slots: Slot[]): void {
    this.slots.release(slots);
    this.parking.release(slots);
  }

  private async wakeSleepers(due: ReadyRow[]): Promise<void> {
    const sleepers = due.filter(({ kind }) => kind === "sleep");
    await Promise.all(
      sleepers.map(async ({ id, stepId }) => {
        const memos = [{ stepId, name: "sleep", memo: "null" }];
        const result = await advanceRun(this.pool, { id, requestId: null }, { memos, planned: [] });
        // Its run has ended in the meantime.
        if (result === "stale") await deleteRow(this.pool, id);
      }),
    );
    if (sleepers.length > 0) this.kicked = true;
  }
}
