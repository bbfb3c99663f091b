import { createContext } from "@/lib/context";
import { closeAllRouters } from "@/lib/routeros";
import { syncUser } from "@/services/sync";

// A process of its own for one pass: FAULT_POINTS in its environment says where it kills itself.
const [userId = "", routerId = ""] = process.argv.slice(2);
const outcome = await syncUser(createContext({ kind: "job", id: "child" }), { userId, routerId });
console.log(JSON.stringify(outcome));
await closeAllRouters();
process.exit(0);
