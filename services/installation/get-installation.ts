import { type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";

export type Installation = typeof schema.installation.$inferSelect;

/** The one row that says which installation this database is. Throws when the database was never set up. */
export async function getInstallation(ctx: Context): Promise<Installation> {
  const [row] = await handle(ctx).select().from(schema.installation).limit(1);
  if (!row) throw new Error("This database has not been set up: start the product with npm start.");
  return row;
}
