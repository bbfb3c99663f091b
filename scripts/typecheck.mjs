// Route types first, so that a bare checkout has them, then the compiler.
import { spawnSync } from "node:child_process";
import { join } from "node:path";

const bin = (name) => join("node_modules", ".bin", name);
for (const command of [
  [bin("next"), "typegen"],
  [bin("tsc"), "--noEmit"],
]) {
  const { status } = spawnSync(command[0], command.slice(1), { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}
