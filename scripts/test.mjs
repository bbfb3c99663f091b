// Everything a change must pass, in one go: `npm test`. Parts can be named: `npm test -- unit browser`.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureDependencies } from "./install.mjs";
import { readPlaywright, readVitest } from "./test-report.mjs";

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
    count: () => readVitest(report("unit")),
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
        "broken-books",
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
    count: () => readVitest(report("neon")),
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
    count: () => readVitest(report("conformance")),
  },
  browser: {
    title: "Browser tests (the whole product, in Chromium)",
    command: [bin("playwright"), "test", "--config", "tests/e2e/playwright.config.ts"],
    env: { PLAYWRIGHT_JSON_OUTPUT_NAME: report("browser") },
    count: () => readPlaywright(report("browser")),
  },
};

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

const total = { passed: 0, failed: 0, failures: [] };
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
  const named = counts.failures?.length ? counts.failures : [`${part.title}: see above`];
  if (counts.failed > 0) total.failures.push(...named);
}
rmSync(scratch, { recursive: true, force: true });
console.log(`\nTook ${Math.round((Date.now() - started) / 1000)} s.`);
for (const failure of total.failures) console.log(`✗ ${failure}`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1);
