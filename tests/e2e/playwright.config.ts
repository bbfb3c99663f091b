import { defineConfig, devices } from "@playwright/test";
import { findBrowser } from "./support/browser";

const browser = await findBrowser();

export default defineConfig({
  testDir: ".",
  testMatch: "**/*.spec.ts",
  globalSetup: "./support/global-setup.ts",
  // The journeys share one ISP; two cores carry the product and one browser.
  workers: 1,
  fullyParallel: false,
  // A shared CI machine may stall for longer than anybody waits: a second try, which the list calls flaky.
  retries: process.env.CI ? 1 : 0,
  timeout: 120_000,
  expect: { timeout: 30_000 },
  reporter: [["list"], ["json"]],
  outputDir: "../../test-results",
  use: {
    ...devices["Desktop Chrome"],
    viewport: { width: 1440, height: 900 },
    locale: "en-KE",
    timezoneId: "Africa/Nairobi",
    launchOptions: { executablePath: browser.executablePath, args: browser.args },
    screenshot: "only-on-failure",
    trace: "retain-on-failure",
  },
});
