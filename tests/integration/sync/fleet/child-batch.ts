import { createContext } from "@/lib/context";
import { closeAllRouters } from "@/lib/routeros";
import { syncRouterBatch } from "@/services/sync";

// A process of its own for one batch: FAULT_POINTS in its environment says where it kills itself.
const [routerId = ""] = process.argv.slice(2);
await syncRouterBatch(createContext({ kind: "job", id: "child" }), { routerId });
await closeAllRouters();
process.exit(0);
