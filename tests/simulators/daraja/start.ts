import type { DarajaSimulator, DarajaSimulatorOptions } from "./types";

/** Starts a Daraja simulator on loopback. Throws a ZodError for bad options. */
export async function startDarajaSimulator(
  _options: DarajaSimulatorOptions = {},
): Promise<DarajaSimulator> {
  throw new Error("the Daraja simulator's types have landed before its body");
}
