import { z } from "zod";
import type { Context } from "../context";
import type { OperationFaultInput, OperationScriptInput } from "../types";
import type { ActiveOperationScript } from "./records";
import { OperationFault, OperationScript } from "./schemas";

/** Queues a script for operations. Throws ZodError. */
export function addOperationScript(ctx: Context, input: OperationScriptInput): void {
  const script = OperationScript.parse(input);
  ctx.operationScripts.push({ ...script, left: script.times });
}

/** Replaces the faults of every operation. Throws ZodError. */
export function setOperationFaults(ctx: Context, input: OperationFaultInput[]): void {
  ctx.operationFaults = z.array(OperationFault).parse(input);
}

/** The oldest script that matches, used up once; undefined if none does. */
export function takeOperationScript(
  ctx: Context,
  asked: { kind: string; about: string | null; msisdn: string | null },
): ActiveOperationScript | undefined {
  const script = ctx.operationScripts.find(
    (one) =>
      (one.operation === undefined || one.operation === asked.kind) &&
      (one.receipt === undefined || one.receipt === asked.about) &&
      (one.phone === undefined || one.phone === asked.msisdn),
  );
  if (!script) return undefined;
  script.left -= 1;
  if (script.left === 0) ctx.operationScripts.splice(ctx.operationScripts.indexOf(script), 1);
  return script;
}
