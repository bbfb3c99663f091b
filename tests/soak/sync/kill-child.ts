import { createContext } from "@/lib/context";
import { syncUser } from "@/services/sync";

export interface Work {
  userId: string;
  routerIds: string[];
}

// A process of its own that makes one pass on each of these routers, in this order, for each message, until it is killed.
const ctx = createContext({ kind: "job", id: "child" });
process.on("message", ({ userId, routerIds }: Work) => void work(userId, routerIds));
process.send?.("ready");

async function work(userId: string, routerIds: readonly string[]) {
  for (const routerId of routerIds) await syncUser(ctx, { userId, routerId });
  process.send?.("done");
}
