interface Appointment {
  time: number;
  action(): void;
  timer?: NodeJS.Timeout;
}

/** Longest wait that Node's timers take. */
const MAX_WAIT_MS = 2 ** 31 - 1;

/** A router's time: it runs with ours, and tests may advance it. */
export class Clock {
  #aheadMs = 0;
  readonly #appointments = new Set<Appointment>();

  now(): number {
    return Date.now() + this.#aheadMs;
  }

  /** Runs at that time of `now()`. Returns how to call it off. */
  at(time: number, action: () => void): () => void {
    const appointment: Appointment = { time, action };
    this.#appointments.add(appointment);
    this.#wait(appointment);
    return () => this.#forget(appointment);
  }

  /** Everything that falls due on the way happens, in its order, before this returns. */
  advance(milliseconds: number): void {
    this.#aheadMs += milliseconds;
    const due = [...this.#appointments].filter(({ time }) => time <= this.now());
    for (const appointment of due.sort((left, right) => left.time - right.time)) {
      if (this.#forget(appointment)) appointment.action();
    }
    for (const appointment of this.#appointments) this.#wait(appointment);
  }

  stop(): void {
    for (const appointment of this.#appointments) this.#forget(appointment);
  }

  #wait(appointment: Appointment): void {
    clearTimeout(appointment.timer);
    const wait = Math.min(Math.max(appointment.time - this.now(), 0), MAX_WAIT_MS);
    appointment.timer = setTimeout(() => {
      if (appointment.time > this.now()) this.#wait(appointment);
      else if (this.#forget(appointment)) appointment.action();
    }, wait);
    appointment.timer.unref();
  }

  #forget(appointment: Appointment): boolean {
    clearTimeout(appointment.timer);
    return this.#appointments.delete(appointment);
  }
}
