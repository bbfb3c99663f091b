// Everything a change must pass, in one go: `npm test`. Parts can be named: `npm test -- unit browser`.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureDependencies } from "./install.mjs";

await ensureDependencies();

const bin = (name) => join("node_modules", ".bin", name);
const scratch = mkdtempSync(join(tmpdir(), "isp-test-run-"));
const report = (name) => join(scratch, `${name}.json`);

/** Checks count as one test each; suites count their own. */
const PARTS = {
  lint: { title: "Lint", command: [bin("biome"), "check", "."] },
  types: { title: "Types", command: [process.execPath, "scripts/typecheck.mjs"] },
  unit: {
    title: "Architecture, unit and integration tests",
    command: [
      bin("vitest"),
      "run",
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${report("unit")}`,
    ],
    count: () => vitestCounts(report("unit")),
  },
  neon: {
    title: "Database and core money suites once more, through Neon's driver",
    command: [
      bin("vitest"),
      "run",
      "tests/integration/db",
      ...[
        "settle",
        "settle-owner",
        "crowd",
        "races",
        "ledger",
        "billing",
        "provisional",
        "expiry",
        "revoke",
      ].map((name) => `tests/integration/money/${name}.test.ts`),
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${report("neon")}`,
    ],
    env: { TEST_DATABASE_DRIVER: "neon" },
    count: () => vitestCounts(report("neon")),
  },
  conformance: {
    title: "Inngest conformance (our job server, or the one INNGEST_BASE_URL names)",
    command: [
      bin("vitest"),
      "run",
      "--config",
      "tests/conformance/inngest/vitest.config.ts",
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${report("conformance")}`,
    ],
    count: () => vitestCounts(report("conformance")),
  },
  browser: {
    title: "Browser tests (the whole product, in Chromium)",
    command: [bin("playwright"), "test", "--config", "tests/e2e/playwright.config.ts"],
    env: { PLAYWRIGHT_JSON_OUTPUT_NAME: report("browser") },
    count: () => playwrightCounts(report("browser")),
  },
};

function vitestCounts(file) {
  const { numPassedTests, numFailedTests, numFailedTestSuites, success } = JSON.parse(
    readFileSync(file, "utf8"),
  );
  // A file that does not load has no tests to count, and is a failure all the same.
  return {
    passed: numPassedTests,
    failed: numFailedTests || (success ? 0 : Math.max(1, numFailedTestSuites)),
  };
}

function playwrightCounts(file) {
  const { stats, errors } = JSON.parse(readFileSync(file, "utf8"));
  return { passed: stats.expected + stats.flaky, failed: stats.unexpected + errors.length };
}

function run({ command, env }) {
  const [program, ...args] = command;
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: "inherit", env: { ...process.env, ...env } });
    child.on("error", () => resolve(1));
    child.on("exit", (code) => resolve(code ?? 1));
  });
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in PARTS));
if (unknown.length > 0) {
  console.error(
    `✗ There is no part ${unknown.join(", ")}. Parts: ${Object.keys(PARTS).join(", ")}.`,
  );
  process.exit(2);
}

const total = { passed: 0, failed: 0 };
const started = Date.now();
for (const [name, part] of Object.entries(PARTS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(`\n━━ ${part.title}`);
  const code = await run(part);
  let counts = code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  if (part.count) {
    try {
      counts = part.count();
    } catch {
      counts = { passed: 0, failed: 1 };
    }
    if (code !== 0 && counts.failed === 0) counts.failed = 1;
  }
  total.passed += counts.passed;
  total.failed += counts.failed;
}
rmSync(scratch, { recursive: true, force: true });
console.log(`\nTook ${Math.round((Date.now() - started) / 1000)} s.`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1);
