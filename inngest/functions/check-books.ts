import { createContext } from "@/lib/context";
import { inngestClient, on } from "@/lib/events";
import { checkDueBooks } from "@/services/books";

/** Holds the books' promises against the database, every night; the tick asks again until it is done. */
export const checkBooksFunction = () =>
  inngestClient().createFunction(
    {
      id: "check-books",
      triggers: [on("books/check.due")],
      concurrency: [{ limit: 1 }],
      retries: 0,
    },
    async ({ step }) => {
      const ctx = createContext({ kind: "job", id: "check-books" });
      return step.run("check", async () => {
        const check = await checkDueBooks(ctx);
        return check && { inOrder: check.inOrder, broken: check.broken.map((one) => one.id) };
      });
    },
  );
