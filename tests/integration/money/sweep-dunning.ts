import { createContext } from "@/lib/context";
import { sweepDunning } from "@/services/dunning";

/** A process of its own, so that FAULT_POINTS can kill it: `sweep-dunning.ts <the time it is>`. */
const now = new Date(process.argv[2] ?? "");
await sweepDunning(createContext({ kind: "job", id: "crash-test" }, { now: () => now }));
process.exit(0);
