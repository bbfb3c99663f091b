import { performance } from "node:perf_hooks";
import { closeAllRouters } from "@/lib/routeros";
import {
  adoptChunk,
  commitImport,
  editImportPackage,
  getImport,
  importChunk,
  setDefaultPaidUntil,
  startImport,
} from "@/services/imports";
import { addRouter, startManaging } from "@/services/routers";
import { syncRouterBatch } from "@/services/sync";
import { type RouterOsSimulator, startRouterOsSimulator } from "@/tests/simulators/routeros";
import { createIsp, type Fixture } from "@/tests/support/fixtures";
import { waitFor } from "@/tests/support/wait-for";
import { withBenchDatabase } from "./fleet/database";
import { numbers } from "./fleet/options";
import type { Figure } from "./report";

const ONLINE_AT_MOST = 500;
const LOGIN = { name: "isp-api", password: "bench" };

/**
 * A router that others have run is read, taken in and marked, then the engine looks at everybody: how long each part
 * takes, how many sessions were touched, and what was left for the engine to write. `--users N`.
 */
export async function run(args: string[]): Promise<Figure[]> {
  const { users } = numbers(args, { users: { default: 2_000, min: 1, max: 20_000 } });
  return withBenchDatabase(async ({ db }) => {
    const simulator = await startRouterOsSimulator({ redialSeconds: 3_600, users: [LOGIN] });
    try {
      await fill(simulator, users);
      return await measure(await createIsp(db), simulator);
    } finally {
      await closeAllRouters();
      await simulator.close();
    }
  });
}

/** Everybody has a speed that is sold, and the first of them are online. */
async function fill(simulator: RouterOsSimulator, users: number) {
  simulator.addRow("/ip/pool", { name: "old", ranges: "10.9.0.2-10.9.255.254" });
  simulator.addRow("/ppp/profile", {
    name: "ten",
    "local-address": "10.9.0.1",
    "remote-address": "old",
    "rate-limit": "5M/10M",
  });
  for (let n = 0; n < users; n++)
    simulator.addRow("/ppp/secret", {
      name: `login${n}`,
      password: `pw${n}`,
      profile: "ten",
      comment: `Customer ${n} 07${10_000_000 + n}`,
    });
  const online = Math.min(users, ONLINE_AT_MOST);
  for (let n = 0; n < online; n++) simulator.dial({ name: `login${n}`, password: `pw${n}` });
  await waitFor("the sessions", () => simulator.sessions().length === online, Boolean, 60_000);
}

async function measure({ owner, job }: Fixture, simulator: RouterOsSimulator): Promise<Figure[]> {
  const figures: Figure[] = [];
  const timed = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
    const from = performance.now();
    const result = await work();
    figures.push({ metric: `${what}_ms`, value: Math.round(performance.now() - from), unit: "ms" });
    return result;
  };
  const { routerId } = await addRouter(owner, {
    name: "Bought",
    host: simulator.host,
    port: simulator.port,
    apiUsername: LOGIN.name,
    apiPassword: LOGIN.password,
  });
  await startManaging(owner, { routerId });
  const before = simulator.sessions().map(({ sessionId }) => sessionId);
  const { batchId } = await timed("read", () => startImport(owner, { routerId }));
  await setDefaultPaidUntil(owner, { batchId, day: "2099-12-31" });
  await sell(owner, routerId, batchId);
  await timed("commit", () => commitImport(owner, { batchId }));
  await timed("import", async () => {
    while ((await importChunk(job, { batchId })).left > 0);
  });
  await timed("adopt", async () => {
    for (let left = 1; left > 0; ) ({ left } = await adoptChunk(job, { batchId }));
  });
  simulator.resetLog();
  await timed("first_sync", () => syncAll(job, routerId));
  const now = new Set(simulator.sessions().map(({ sessionId }) => sessionId));
  const touched = before.filter((sessionId) => !now.has(sessionId)).length;
  return [
    ...figures,
    { metric: "sessions", value: before.length, unit: "" },
    { metric: "sessions_touched", value: touched, unit: "" },
    { metric: "writes_left_for_sync", value: simulator.writes().length, unit: "" },
  ];
}

/** The profile has a pool of its own, so it is no package that is sold yet. */
async function sell(owner: Fixture["owner"], routerId: string, batchId: string) {
  const { packages } = await getImport(owner, { routerId });
  for (const { id, name, downloadKbps, uploadKbps } of packages)
    await editImportPackage(owner, {
      batchId,
      importPackageId: id,
      becomes: "new",
      name,
      downloadKbps,
      uploadKbps,
      priceCents: 100_000,
      periodUnit: "month",
      periodCount: 1,
    });
}

async function syncAll(job: Fixture["job"], routerId: string) {
  for (let after: string | null = null; ; ) {
    const { next }: { next: string | null } = await syncRouterBatch(job, { routerId, after });
    if (!next) return;
    after = next;
  }
}
