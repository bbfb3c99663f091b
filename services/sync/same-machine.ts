import type { Context } from "@/lib/context";
import { type ConnectionInfo, type RouterPort, readHardwareId } from "@/lib/routeros";
import type { RouterHead } from "./load-targets";
import { recordHardware } from "./record-hardware";

/** Another machine answers where a router of ours did: nothing may be written to it until staff have looked. */
export class OtherMachine extends Error {
  constructor(name: string) {
    super(
      `Another machine answers at the address of ${name}. Nothing is changed on it until staff start managing it.`,
    );
    this.name = "OtherMachine";
  }
}

const machines = new WeakMap<ConnectionInfo, string | undefined>();

/**
 * Before anything is written: that the machine at the other end is the one that we know. Asked once on each connection,
 * for none outlives a swap; polls may be a minute behind. Throws OtherMachine, RouterError.
 */
export async function assertSameMachine(
  ctx: Context,
  port: RouterPort,
  router: RouterHead["router"],
): Promise<void> {
  if (!router.hardwareId || router.syncPolicy === "observe_only") return;
  if (!machines.has(port.info)) machines.set(port.info, await readHardwareId(port));
  if (!(await recordHardware(ctx, router, machines.get(port.info))))
    throw new OtherMachine(router.name);
}

/**
 * Reads beside that question, so that both take one trip. What was read counts only when the machine is known to be
 * ours; that it is another one comes before whatever the reading ran into. Throws OtherMachine, RouterError.
 */
export async function readFromSameMachine<T>(
  ctx: Context,
  port: RouterPort,
  router: RouterHead["router"],
  read: () => Promise<T>,
): Promise<T> {
  const same = assertSameMachine(ctx, port, router);
  const reading = read();
  // Whoever answers the question with a no does not wait for the reading.
  reading.catch(() => undefined);
  await same;
  return reading;
}
