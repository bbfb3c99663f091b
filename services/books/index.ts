export { type BooksCheck, checkBooks } from "./check-books";
export { checkDueBooks } from "./check-due-books";
export { type Books, getBooks } from "./get-books";
export { sweepBooks } from "./sweep-books";
