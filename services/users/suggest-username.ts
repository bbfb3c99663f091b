import { and, eq, inArray, ne, sql } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";

const Input = z.object({ name: z.string().max(200) });
const CANDIDATES = 50;
const { users } = schema;

/** First name and surname's initial as a PPPoE name: "Mary Wanjiru" → "mary.w"; ASCII, at least 3 characters. */
function stem(name: string): string {
  const ascii = name
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase();
  const words = ascii.split(/[^a-z0-9]+/).filter(Boolean);
  const [first = "user", ...rest] = words;
  const last = rest.at(-1)?.[0];
  const base = last ? `${first}.${last}` : first;
  return base.length >= 3 ? base.slice(0, 40) : `${base}-net`;
}

/** A PPPoE username that nobody has yet, made from a customer's name. Errors: forbidden. */
export async function suggestUsername(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<{ username: string }> {
  authorise(ctx, { staff: "read" });
  const base = stem(Input.parse(input).name);
  const candidates = [base, ...Array.from({ length: CANDIDATES }, (_, n) => `${base}${n + 2}`)];
  const taken = await handle(ctx)
    .select({ username: sql<string>`lower(${users.username})` })
    .from(users)
    .where(
      and(
        eq(users.serviceFamily, "ppp"),
        ne(users.status, "closed"),
        inArray(sql`lower(${users.username})`, candidates),
      ),
    );
  const names = new Set(taken.map((row) => row.username));
  const free = candidates.find((candidate) => !names.has(candidate));
  return { username: free ?? `${base}-${ctx.newId().slice(-6)}` };
}
