import { writeFileSync } from "node:fs";
import { setPriority } from "node:os";

/**
 * Lets a process that leads a session of its own give way when the processors are busy. Linux weighs sessions before
 * it weighs processes (sched(7), autogroup), so there the session is told too; elsewhere the process alone.
 */
export function standBack(pid: number, niceness: number): void {
  for (const tell of [
    () => setPriority(pid, niceness),
    () => writeFileSync(`/proc/${pid}/autogroup`, String(niceness)),
  ])
    try {
      tell();
    } catch {
      // It has ended, or this system has no such thing: all is as it was.
    }
}
