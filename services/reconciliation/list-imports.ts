import { desc, eq } from "drizzle-orm";
import { authorise, type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";

const { staff, statementImports } = schema;
const SHOWN = 20;

export type StatementImport = typeof statementImports.$inferSelect & { staffName: string | null };

/** The statements that staff have uploaded, newest first, each with the lines that could not be read. Errors: forbidden. */
export async function listImports(ctx: Context): Promise<StatementImport[]> {
  authorise(ctx, { staff: "read" });
  const rows = await handle(ctx)
    .select({ file: statementImports, staffName: staff.name })
    .from(statementImports)
    .leftJoin(staff, eq(staff.id, statementImports.staffId))
    .orderBy(desc(statementImports.createdAt))
    .limit(SHOWN);
  return rows.map(({ file, staffName }) => ({ ...file, staffName }));
}
