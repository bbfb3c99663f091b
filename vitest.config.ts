import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const root = fileURLToPath(new URL("./", import.meta.url));

export default defineConfig({
  resolve: { alias: { "@/": root } },
  test: {
    globalSetup: "tests/support/global-setup.ts",
    include: ["tests/{unit,integration,architecture,golden}/**/*.test.{ts,tsx}"],
    environment: "node",
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Two cores: more workers only make real servers time out.
    maxWorkers: 2,
  },
});
