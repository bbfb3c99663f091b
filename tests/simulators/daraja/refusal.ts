/** The simulator was asked for something that cannot be now; the message says what. */
export class SimulatorRefusal extends Error {}
