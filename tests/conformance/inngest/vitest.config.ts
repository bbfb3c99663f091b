import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** `npx vitest run --config tests/conformance/inngest/vitest.config.ts`; see README.md beside it. */
export default defineConfig({
  root,
  resolve: { alias: { "@/": root } },
  test: {
    include: ["tests/conformance/inngest/**/*.test.ts"],
    environment: "node",
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
