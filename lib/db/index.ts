export * as schema from "../../drizzle/schema";
export { type AppRole, grantAppRole, ownsTables } from "./app-role";
export { type Connection, connect, type Db, type Tx } from "./connect";
export { executeRows } from "./execute-rows";
export { closeDb, getDb } from "./get-db";
export { columnList, insertRows, limitFor, rowsOf } from "./insert-rows";
export { isOneOf } from "./is-one-of";
export { migrate } from "./migrate";
export { isUniqueViolation, pgErrorCode } from "./pg-error";
