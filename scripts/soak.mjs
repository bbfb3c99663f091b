// Long seeded runs, apart from `npm test`: see USAGE.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ensureDependencies } from "./install.mjs";

const USAGE = {
  money: "npm run soak:money -- [--payments 5000] [--seed 1]",
  sync: 'npm run soak:sync -- [--cases 4000] [--kills 120] [--walks 200] [--only "static: move"] [--seed 1]',
};
const OPTIONS = ["payments", "cases", "kills", "walks", "only", "seed"];

const [name = "", ...args] = process.argv.slice(2);
const values = readOptions();
await ensureDependencies();
const env = { ...process.env };
for (const [option, value] of Object.entries(values)) env[`SOAK_${option.toUpperCase()}`] = value;
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

function readOptions() {
  const options = Object.fromEntries(OPTIONS.map((option) => [option, { type: "string" }]));
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    console.error(`✗ ${error.message}\n  ${USAGE[name] ?? Object.values(USAGE).join("\n  ")}`);
    process.exit(2);
  }
}
