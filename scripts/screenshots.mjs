// Takes the README's pictures: of the product that E2E_DATA_DIR names, or of a fresh demo.
import { spawn } from "node:child_process";
import { ensureDependencies } from "./install.mjs";

await ensureDependencies();
const child = spawn(process.execPath, ["--import", "tsx", "scripts/screenshots.ts"], {
  stdio: "inherit",
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
child.on("exit", (code) => process.exit(code ?? 1));
