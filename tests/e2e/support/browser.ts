import { access } from "node:fs/promises";
import { chromium } from "@playwright/test";

const ARGS = [
  "--no-sandbox",
  "--disable-dev-shm-usage",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];

const INSTALLED = [
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

/** A Chromium without anybody's help: Playwright's own, an installed one, or the one inside an npm package. */
export async function findBrowser(): Promise<{ executablePath: string; args: string[] }> {
  const wanted = process.env.CHROMIUM_PATH;
  for (const path of [wanted, chromium.executablePath(), ...INSTALLED]) {
    if (path && (await exists(path))) return { executablePath: path, args: ARGS };
  }
  // Makes the package unpack the system libraries that it brings along.
  process.env.AWS_EXECUTION_ENV ??= "AWS_Lambda_nodejs20.x";
  const { default: packaged } = await import("@sparticuz/chromium");
  return { executablePath: await packaged.executablePath(), args: ARGS };
}
