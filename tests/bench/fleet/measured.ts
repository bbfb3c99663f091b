import type { Figure } from "../report";
import { withBenchDatabase } from "./database";
import { startJobs } from "./jobs";
import { untilSettled } from "./settled";
import { type BenchFleet, type BenchRouter, createBenchFleet, type FleetShape } from "./world";

/** Makes routers with users, waits until all of them are in order, does the work, and takes everything down. */
export const withFleet = <T>(
  shape: FleetShape,
  work: (fleet: BenchFleet) => Promise<T>,
): Promise<T> =>
  withBenchDatabase(async (database) => {
    const { routers, users } = shape;
    console.log(
      `• Making ${routers === 1 ? "a router" : `${routers} routers`} with ${users} users…`,
    );
    const fleet = await createBenchFleet(database, shape);
    try {
      await untilSettled(fleet, { online: shape.online });
      return await work(fleet);
    } finally {
      await fleet.stop();
    }
  });

/** The same with the real job server and the product's functions at work. */
export const withWorkingFleet = <T>(
  shape: FleetShape,
  work: (fleet: BenchFleet) => Promise<T>,
): Promise<T> =>
  withFleet(shape, async (fleet) => {
    const jobs = await startJobs(fleet);
    try {
      return await work(fleet);
    } finally {
      await jobs.stop();
    }
  });

/** The only router of a fleet of one. */
export function onlyRouter({ routers }: BenchFleet): BenchRouter {
  const [router] = routers;
  if (!router) throw new Error("no router");
  return router;
}

/** What a router has been asked since its log was emptied. */
export async function wireFigures({ simulated }: BenchRouter): Promise<Figure[]> {
  const { opened, peakOpen, commands, writes } = await simulated.counters();
  return [
    { metric: "connections", value: Math.max(opened, peakOpen), unit: "" },
    { metric: "commands", value: commands, unit: "" },
    { metric: "writes", value: writes, unit: "" },
  ];
}
