import { createContext } from "@/lib/context";
import { schema } from "@/lib/db";
import { addTill, openTill } from "@/services/tills";
import type { MoneyWorld } from "./support";

/** A till of its own, opened with KES 500 of change by a cashier of its own. */
export async function openDesk(
  { db, job, owner }: MoneyWorld,
  role: "support" | "finance" = "support",
) {
  const id = job.newId();
  const name = `Desk ${id}`;
  const openingCents = 50_000;
  await db.insert(schema.staff).values({ id, email: `${id}@test.isp`, name, role });
  const cashier = createContext({ kind: "staff", id, role }, { db, now: job.now });
  const { channelId } = await addTill(owner, { name });
  const { tillSessionId } = await openTill(cashier, { channelId, openingCents });
  return { cashier, channelId, tillSessionId, name, openingCents };
}
