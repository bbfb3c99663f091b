import { createContext } from "@/lib/context";
import { syncUser } from "@/services/sync";

// A process of its own that makes one pass for each message, until it is killed.
const ctx = createContext({ kind: "job", id: "child" });
process.on("message", ({ userId, routerId }: { userId: string; routerId: string }) => {
  void syncUser(ctx, { userId, routerId }).then((outcome) => process.send?.(outcome));
});
process.send?.("ready");
