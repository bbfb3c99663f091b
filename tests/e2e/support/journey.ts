import { type Browser, expect, type Page } from "@playwright/test";
import { DEMO_CUSTOMER_PHONE, DEMO_STAFF } from "@/drizzle/seed/demo-people";
import { type Ports, readPorts } from "../../support/product";

/** Data folder of the product that this run has started. */
export function dataDir(): string {
  const dir = process.env.E2E_DATA_DIR;
  if (!dir) throw new Error("the product was not started");
  return dir;
}

export const ports = (): Ports => readPorts(dataDir());

export const appUrl = (path = "/"): string => `http://localhost:${ports().app}${path}`;

const PHONE_SIZE = { width: 390, height: 844 };

/** A page on a customer's phone, with a browser profile of its own. */
export async function phonePage(browser: Browser): Promise<Page> {
  const context = await browser.newContext({
    viewport: PHONE_SIZE,
    locale: "en-KE",
    timezoneId: "Africa/Nairobi",
  });
  return context.newPage();
}

/** The simulated handset of a number: SMS and the M-Pesa prompt. */
export async function openHandset(browser: Browser, phone = DEMO_CUSTOMER_PHONE): Promise<Page> {
  const page = await phonePage(browser);
  await page.goto(`http://localhost:${ports().phone}/?msisdn=${phone.slice(1)}`);
  return page;
}

export async function signInStaff(
  page: Page,
  role: (typeof DEMO_STAFF.people)[number]["role"] = "owner",
): Promise<void> {
  const person = DEMO_STAFF.people.find((p) => p.role === role);
  await page.goto(appUrl("/sign-in"));
  await page.getByLabel("Email address").fill(person?.email ?? "");
  await page.getByLabel("Password").fill(DEMO_STAFF.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { name: "Dashboard" })).toBeVisible();
}

/** Signs a customer in with the code that arrives on the handset. */
export async function signInCustomer(page: Page, handset: Page, phone: string): Promise<void> {
  const inbox = handset.getByRole("log", { name: "Messages" });
  const codes = () => inbox.getByText(/sign-in code/).count();
  const before = await codes();
  await page.goto(appUrl("/portal"));
  await page.getByLabel("Your phone number").fill(phone);
  await page.getByRole("button", { name: "Send me a code" }).click();
  await expect.poll(codes, { timeout: 30_000 }).toBeGreaterThan(before);
  const texts = await inbox.getByText(/sign-in code/).allInnerTexts();
  const newest = texts.map((text) => /\b(\d{6}) is your/.exec(text)?.[1]).filter(Boolean);
  await page.getByLabel("Six-digit code").fill(newest.at(-1) ?? "");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText(/^Hello /)).toBeVisible();
}

/** Enters the PIN in the prompt that is (or comes) up. */
export async function enterPin(handset: Page, pin = "1234"): Promise<void> {
  await handset.getByLabel("M-PESA PIN").fill(pin);
  await handset.getByRole("button", { name: "Send" }).click();
}
