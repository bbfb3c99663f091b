import { createContext } from "@/lib/context";
import { schema } from "@/lib/db";
import { addTill, openTill } from "@/services/tills";
import type { MoneyWorld } from "../support";

/** A till of its own, in the hands of a cashier of its own. */
export async function openDesk({ db, job, owner }: MoneyWorld) {
  const id = job.newId();
  await db.insert(schema.staff).values({ id, email: `${id}@test.isp`, name: id, role: "support" });
  const cashier = createContext({ kind: "staff", id, role: "support" }, { db, now: job.now });
  const { channelId } = await addTill(owner, { name: `Desk ${id}` });
  const openingCents = 50_000;
  return { cashier, openingCents, ...(await openTill(cashier, { channelId, openingCents })) };
}
