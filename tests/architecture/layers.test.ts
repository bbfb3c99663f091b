import { createRequire } from "node:module";
import { cruise, type ICruiseResult } from "dependency-cruiser";
import extractTSConfig from "dependency-cruiser/config-utl/extract-ts-config";
import { expect, test } from "vitest";

const { forbidden, options } = createRequire(import.meta.url)("./rules.cjs");
const LAYERS = ["app", "components", "lib", "services", "inngest", "drizzle"];

test("the tree obeys its layers", async () => {
  const { output } = await cruise(
    LAYERS,
    { ...options, validate: true, ruleSet: { forbidden } },
    {},
    { tsConfig: extractTSConfig("tests/architecture/tsconfig.json") },
  );
  const { violations, totalCruised } = (output as ICruiseResult).summary;
  expect(violations.map((v) => `${v.rule.name}: ${v.from} -> ${v.to}`)).toEqual([]);
  // (Its own tsconfig: from the root, the package "inngest" would be taken for our folder.)
  // A parser that reads no TypeScript would pass in silence without this floor.
  expect(totalCruised).toBeGreaterThan(150);
}, 120_000);
