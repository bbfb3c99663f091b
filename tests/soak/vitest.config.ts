import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Long runs that stand apart from `npm test`: `npm run soak:money`. */
export default defineConfig({
  root,
  resolve: { alias: { "@/": root } },
  test: {
    globalSetup: "tests/support/global-setup.ts",
    include: ["tests/soak/**/*.soak.ts"],
    environment: "node",
    testTimeout: 4 * 3_600_000,
    hookTimeout: 120_000,
    disableConsoleIntercept: true,
    fileParallelism: false,
  },
});
