import type { z } from "zod";
import type { Result } from "../outcomes";
import type { SavedOperation } from "../state";
import type { Operation, StatementEntry } from "../types";
import type { OperationFault, OperationScript } from "./schemas";

export type ActiveOperationFault = z.output<typeof OperationFault>;
export type ActiveOperationScript = z.output<typeof OperationScript> & { left: number };
type Named<N extends ActiveOperationFault["name"]> = Extract<ActiveOperationFault, { name: N }>;

export interface Parameter {
  Key: string;
  Value?: string | number;
}

/** What came of an operation. */
export interface Performed extends Result {
  /** The movement that it made, or that a status query found. */
  entry: StatementEntry | null;
  parameters: Parameter[];
}

/** An operation with what only the simulator knows of it. */
export interface OperationRecord extends Operation {
  resultUrl: string;
  timeoutUrl: string;
  faults: ActiveOperationFault[];
  perform: () => Performed;
}

export function findOperationFault<N extends ActiveOperationFault["name"]>(
  operation: { faults: readonly ActiveOperationFault[] },
  name: N,
): Named<N> | undefined {
  return operation.faults.find((fault): fault is Named<N> => fault.name === name);
}

// What waited when the simulator ended never happens, and nobody says so.
export function reviveOperation(saved: SavedOperation): OperationRecord {
  const perform = () => {
    throw new Error("an operation of an earlier run does not happen");
  };
  return { ...saved, resultUrl: "", timeoutUrl: "", faults: [], perform };
}

export function publicOperation(record: OperationRecord): Operation {
  const { resultUrl, timeoutUrl, faults, perform, ...operation } = record;
  return operation;
}
