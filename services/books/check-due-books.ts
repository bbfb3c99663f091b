import { authorise, type Context } from "@/lib/context";
import { type BooksCheck, checkBooks } from "./check-books";
import { isCheckDue } from "./is-check-due";

/**
 * The nightly check, if it is still due: while one runs the tick goes on asking, and each of its questions would else be
 * one more check. Undefined when it has run. Errors: forbidden.
 */
export async function checkDueBooks(ctx: Context): Promise<BooksCheck | undefined> {
  authorise(ctx, { job: true });
  return (await isCheckDue(ctx)) ? checkBooks(ctx) : undefined;
}
