import { mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { type Browser, chromium, expect, type Page } from "@playwright/test";
import { findBrowser } from "../tests/e2e/support/browser";
import {
  appUrl,
  enterPin,
  openHandset,
  signInCustomer,
  signInStaff,
} from "../tests/e2e/support/journey";
import { buildApp, startProduct } from "../tests/support/product";
import { ROOT } from "./start/options";

const FOLDER = join(ROOT, "public", "screenshots");
const MAX_BYTES = 250_000;
const KENYA = { locale: "en-KE", timezoneId: "Africa/Nairobi" };
const DESK = { ...KENYA, viewport: { width: 1280, height: 800 }, deviceScaleFactor: 1.5 };
const PHONE = {
  ...KENYA,
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  isMobile: true,
};
/** The customer whose package has run out. */
const PAYS = { phone: "+254712345678", typed: "0712 345 678", username: "amina.wanjiru" };

async function shoot(page: Page, name: string) {
  const path = join(FOLDER, `${name}.png`);
  await page.mouse.move(0, 0);
  await page.screenshot({ path, animations: "disabled", caret: "hide" });
  const { size } = await stat(path);
  if (size > MAX_BYTES) throw new Error(`${name}.png is ${size} bytes: more than ${MAX_BYTES}.`);
  console.log(`• public/screenshots/${name}.png (${Math.round(size / 1024)} KB)`);
}

/** The customer's way from "run out" to "online"; the picture is of its end. */
async function portal(browser: Browser) {
  const handset = await openHandset(browser, PAYS.phone);
  const page = await (await browser.newContext(PHONE)).newPage();
  await signInCustomer(page, handset, PAYS.typed);
  await page.getByRole("button", { name: /^Pay KES/ }).click();
  await enterPin(handset);
  await expect(page.getByRole("heading", { name: "You are online" })).toBeVisible({
    timeout: 60_000,
  });
  await shoot(page, "portal");
}

async function staff(browser: Browser) {
  const page = await (await browser.newContext(DESK)).newPage();
  await signInStaff(page);
  await expect(page.getByText(/^median; 95% within/)).toBeVisible();
  await shoot(page, "dashboard");

  await page
    .getByRole("link", { name: /Amina Wanjiru.*restored in/ })
    .first()
    .click();
  await expect(page.getByRole("list", { name: "Stages of the payment" })).toBeVisible();
  await shoot(page, "payment");

  await page.goto(appUrl(`/users?q=${PAYS.username}`));
  await page.getByRole("link", { name: PAYS.username }).click();
  await expect(page.getByRole("heading", { name: PAYS.username })).toBeVisible();
  await expect(page.getByText("In sync", { exact: true })).toBeVisible({ timeout: 30_000 });
  await shoot(page, "user");
}

async function withProduct(work: () => Promise<void>) {
  if (process.env.E2E_DATA_DIR) return work();
  await buildApp();
  const product = await startProduct();
  process.env.E2E_DATA_DIR = product.dataDir;
  try {
    await work();
  } finally {
    await product.stop();
  }
}

await mkdir(FOLDER, { recursive: true });
await withProduct(async () => {
  const browser = await chromium.launch(await findBrowser());
  try {
    await portal(browser);
    await staff(browser);
  } finally {
    await browser.close();
  }
});
