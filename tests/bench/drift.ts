import { inngestClient } from "@/lib/events";
import { reconcileRouter } from "@/services/sync";
import { onlyRouter, wireFigures, withWorkingFleet } from "./fleet/measured";
import { latency, numbers } from "./fleet/options";
import { secondsBetween, untilReconciled, untilVerified } from "./fleet/verified";
import type { BenchFleet, BenchRouter } from "./fleet/world";
import type { Figure } from "./report";

/**
 * Somebody's hand on a router: of these users a third each is deleted, disabled and given another profile. From the
 * request to compare the router until everybody is right again and read back; then a second pass finds nothing. Real job
 * server and functions. `--users N --of M`, `--latency MS`.
 */
export async function run(args: string[]): Promise<Figure[]> {
  const options = numbers(args, {
    users: { default: 1_000, min: 1, max: 10_000 },
    of: { default: 10_000, min: 1, max: 50_000 },
    latency,
  });
  if (options.users > options.of) throw new Error("--users cannot be more than --of");
  const shape = { routers: 1, users: options.of, latencyMs: options.latency, online: true };
  return withWorkingFleet(shape, (fleet) => measure(fleet, options.users));
}

async function measure(fleet: BenchFleet, count: number): Promise<Figure[]> {
  const router = onlyRouter(fleet);
  const { routerId, userIds, simulated } = router;
  console.log(`• Putting ${count} users out of order…`);
  await meddle(router, count);
  await simulated.resetLog();
  const startedAt = new Date();
  await inngestClient().send({
    name: "network/router.reconcile.requested",
    data: { routerId },
  });
  const comparedAt = await untilReconciled(fleet.db, routerId, startedAt);
  const last = await untilVerified(fleet.db, userIds, { generation: 1 });
  const figures = await wireFigures(router);
  const again = await reconcileRouter(fleet.job, { routerId });
  if (again.outcome !== "compared" || again.drifted > 0)
    throw new Error(`not everybody is right again: ${JSON.stringify(again)}`);
  return [
    { metric: "healed_s", value: secondsBetween(startedAt, last), unit: "s" },
    { metric: "compared_s", value: secondsBetween(startedAt, comparedAt), unit: "s" },
    ...figures,
  ];
}

async function meddle({ simulated }: BenchRouter, count: number): Promise<void> {
  const secrets = (await simulated.rows("/ppp/secret")).slice(0, count);
  for (const [n, row] of secrets.entries()) {
    const id = String(row[".id"]);
    if (n % 3 === 0) await simulated.removeRow("/ppp/secret", id);
    else if (n % 3 === 1) await simulated.setRow("/ppp/secret", id, { disabled: "yes" });
    else await simulated.setRow("/ppp/secret", id, { profile: "default" });
  }
}
