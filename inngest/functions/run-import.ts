import { createContext } from "@/lib/context";
import { inngestClient, on } from "@/lib/events";
import { adoptChunk, importChunk } from "@/services/imports";

const MAX_CHUNKS = 500;

/** An import in the background: users in chunks, then their rows on the router, each chunk a step of its own. */
export const runImportFunction = () =>
  inngestClient().createFunction(
    {
      id: "run-import",
      triggers: [on("imports/import.requested")],
      concurrency: [{ limit: 1, key: "event.data.batchId" }],
    },
    async ({ event, step }) => {
      const ctx = createContext({ kind: "job", id: "run-import" });
      let imported = 0;
      for (let chunk = 1; chunk <= MAX_CHUNKS; chunk++) {
        const made = await step.run(`import ${chunk}`, () => importChunk(ctx, event.data));
        imported += made.imported;
        if (made.left === 0) break;
      }
      let adopted = 0;
      for (let chunk = 1; chunk <= MAX_CHUNKS; chunk++) {
        const marked = await step.run(`adopt ${chunk}`, () => adoptChunk(ctx, event.data));
        adopted += marked.adopted;
        if (marked.left === 0 || marked.waiting) break;
      }
      return { imported, adopted };
    },
  );
