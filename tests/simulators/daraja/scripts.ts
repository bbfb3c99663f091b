import { z } from "zod";
import type { ActiveFault, ActiveScript, Context } from "./context";
import { Fault } from "./fault-schemas";
import { isCallFault } from "./faults";
import { SimulatorRefusal } from "./refusal";
import { Script } from "./schemas";
import type { FaultInput, ScriptInput } from "./types";

/** Queues a script. Throws ZodError, or SimulatorRefusal for F7 and F8 without C2B URLs. */
export function addScript(ctx: Context, input: ScriptInput): void {
  const { faults, ...script } = Script.parse(input);
  refuseWithoutC2b(ctx, faults);
  const callFaults = faults.filter(isCallFault);
  const others = faults.filter((fault) => !isCallFault(fault));
  for (let n = 0; n < script.times; n += 1) ctx.callFaults.push(...callFaults);
  if (callFaults.length > 0 && others.length === 0 && script.outcome === undefined) return;
  ctx.scripts.push({ ...script, faults: others, left: script.times });
}

/** Replaces the global faults. Throws like addScript. */
export function setFaults(ctx: Context, input: FaultInput[]): void {
  const faults = z.array(Fault).parse(input);
  refuseWithoutC2b(ctx, faults);
  ctx.faults = faults;
}

/** The oldest script that matches this push, used up once; undefined if none does. */
export function takeScript(ctx: Context, phone: string, amount: number): ActiveScript | undefined {
  const script = ctx.scripts.find(
    (one) =>
      (one.phone === undefined || one.phone === phone) &&
      (one.amount === undefined || one.amount === amount),
  );
  if (!script) return undefined;
  script.left -= 1;
  if (script.left === 0) ctx.scripts.splice(ctx.scripts.indexOf(script), 1);
  return script;
}

// Without URLs these two would quietly become F3, and a test would prove something else.
function refuseWithoutC2b(ctx: Context, faults: ActiveFault[]): void {
  const needy = faults.find((fault) => fault.name === "F7" || fault.name === "F8");
  if (needy && !ctx.c2b) throw new SimulatorRefusal(`${needy.name} needs registered C2B URLs`);
}
