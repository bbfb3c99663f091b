import { bigint, timestamp, uuid } from "drizzle-orm/pg-core";
import { v7 } from "uuid";

/** UUIDv7 primary key: sortable by creation time, made by the application. */
export const id = () => uuid("id").primaryKey().$defaultFn(v7);

/** An instant, UTC, milliseconds. */
export const instant = (name: string) =>
  timestamp(name, { withTimezone: true, mode: "date", precision: 3 });

/** Creation time, set by the database unless the verb passes its own clock's time. */
export const createdAt = () => instant("created_at").notNull().defaultNow();

/** An amount of money in cents. Safe as a number up to 90 trillion shillings. */
export const cents = (name: string) => bigint(name, { mode: "number" });
