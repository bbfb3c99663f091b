// npm run bench -- NAME [options]
import { spawnSync } from "node:child_process";
import { ensureDependencies } from "./install.mjs";

await ensureDependencies();
const { status } = spawnSync(
  process.execPath,
  ["--import", "tsx", "tests/bench/main.ts", ...process.argv.slice(2)],
  {
    stdio: "inherit",
    env: { LOG_LEVEL: "error", ...process.env },
  },
);
process.exit(status ?? 1);
