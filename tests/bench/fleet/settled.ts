import { reconcileRouter } from "@/services/sync";
import { waitFor } from "@/tests/support/wait-for";
import type { BenchFleet, BenchRouter } from "./world";

const LONG_MS = 300_000;

/** Every device that is there has dialled in and the database knows: nothing is news when measuring begins. */
export async function untilSettled(
  { job, routers }: BenchFleet,
  { online: hasDevices = true } = {},
): Promise<void> {
  for (const { simulated, userIds, routerId } of routers) {
    const online = async () => (await simulated.sessions()).length;
    await waitFor(
      "everybody to be online",
      online,
      (n) => n === (hasDevices ? userIds.length : 0),
      LONG_MS,
    );
    const found = await reconcileRouter(job, { routerId });
    if (found.outcome !== "compared" || found.drifted > 0)
      throw new Error(`a router is not as it should be: ${JSON.stringify(found)}`);
  }
  await Promise.all(routers.map(({ simulated }) => simulated.resetLog()));
}

/** How the router stands in its own eyes. */
export async function standing({ simulated }: BenchRouter) {
  const [secrets, sessions] = [await simulated.rows("/ppp/secret"), await simulated.sessions()];
  const disabled = secrets.filter((row) => row.disabled === "true").length;
  return { secrets: secrets.length, disabled, sessions };
}
