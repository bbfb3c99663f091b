// What the suites of `npm test` wrote down of themselves: how many tests passed and failed, and the names of the latter.
import { readFileSync } from "node:fs";
import { relative } from "node:path";

const read = (file) => JSON.parse(readFileSync(file, "utf8"));

/** Counts and failures of a vitest JSON report. */
export function readVitest(file) {
  const { numPassedTests, numFailedTests, numFailedTestSuites, success, testResults } = read(file);
  const failures = testResults.flatMap(({ name, status, message, assertionResults }) => {
    const failed = assertionResults.filter((test) => test.status === "failed");
    const where = relative(process.cwd(), name);
    if (failed.length === 0) return status === "failed" ? [`${where}: ${firstLine(message)}`] : [];
    return failed.map(
      (test) => `${where} › ${test.fullName}: ${firstLine(test.failureMessages[0])}`,
    );
  });
  // A file that does not load has no tests to count, and is a failure all the same.
  const failed = numFailedTests || (success ? 0 : Math.max(1, numFailedTestSuites));
  return { passed: numPassedTests, failed, failures };
}

/** Counts and failures of a Playwright JSON report. */
export function readPlaywright(file) {
  const { stats, errors, suites } = read(file);
  const failures = [
    ...suites
      .flatMap(specsOf)
      .filter((spec) => !spec.ok)
      .map(describeSpec),
    ...errors.map(({ message }) => firstLine(message)),
  ];
  const failed = stats.unexpected + errors.length;
  return { passed: stats.expected + stats.flaky, failed, failures };
}

const specsOf = ({ specs = [], suites = [] }) => [...specs, ...suites.flatMap(specsOf)];

function describeSpec({ file, title, tests }) {
  const [error] = tests.flatMap(({ results }) => results.flatMap(({ errors }) => errors));
  return `${file} › ${title}: ${firstLine(error?.message)}`;
}

const firstLine = (text = "") => text.trim().split("\n", 1)[0];
