// npm run soak:money -- [--payments 5000] [--seed 1], npm run soak:sync -- [--cases 4000]
// [--kills 120] [--walks 200] [--only "static: move"] [--seed 1]: long seeded runs, apart from `npm test`.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ensureDependencies } from "./install.mjs";

const [name = "", ...args] = process.argv.slice(2);
const { values } = parseArgs({
  args,
  options: {
    payments: { type: "string" },
    cases: { type: "string" },
    kills: { type: "string" },
    walks: { type: "string" },
    only: { type: "string" },
    seed: { type: "string" },
  },
});
await ensureDependencies();
const env = { ...process.env };
if (values.payments) env.SOAK_PAYMENTS = values.payments;
if (values.cases) env.SOAK_CASES = values.cases;
if (values.kills) env.SOAK_KILLS = values.kills;
if (values.walks) env.SOAK_WALKS = values.walks;
if (values.only) env.SOAK_ONLY = values.only;
if (values.seed) env.SOAK_SEED = values.seed;
const { status } = spawnSync(
  process.execPath,
  [
    join("node_modules", "vitest", "vitest.mjs"),
    "run",
    "--config",
    "tests/soak/vitest.config.ts",
    `tests/soak/${name}/`,
  ],
  { stdio: "inherit", env },
);
process.exit(status ?? 1);
