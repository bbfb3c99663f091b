import { expect, test } from "@playwright/test";
import { appUrl, openHandset, phonePage, signInCustomer } from "./support/journey";

test("a wrong code is explained, and the right one works after it", async ({ browser }) => {
  const handset = await openHandset(browser, "+254722100201");
  const page = await phonePage(browser);
  const inbox = handset.getByRole("log", { name: "Messages" });
  await page.goto(appUrl("/portal"));
  await page.getByLabel("Your phone number").fill("+254 722 100201");
  await page.getByRole("button", { name: "Send me a code" }).click();
  await page.getByLabel("Six-digit code").fill("000000");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert").filter({ hasText: /code/i })).toBeVisible();

  await expect(inbox.getByText(/sign-in code/).first()).toBeVisible({ timeout: 30_000 });
  const text = await inbox
    .getByText(/sign-in code/)
    .last()
    .textContent();
  await page.getByLabel("Six-digit code").fill(/\b(\d{6}) is your/.exec(text ?? "")?.[1] ?? "");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText("Hello Peter")).toBeVisible();
});

test("who is online sees until when, what was paid, and signs out for good", async ({
  browser,
}) => {
  const handset = await openHandset(browser, "+254733100202");
  const page = await phonePage(browser);
  await signInCustomer(page, handset, "0733 100 202");
  await expect(page.getByRole("heading", { name: "You are online" })).toBeVisible({
    timeout: 45_000,
  });
  await expect(page.getByText("Paid until")).toBeVisible();

  await page.getByRole("button", { name: "Menu" }).click();
  await page.getByRole("menuitem", { name: "Payments" }).click();
  await expect(page.getByRole("listitem").filter({ hasText: "CASH-003-2" })).toContainText(
    "KES 4,000",
  );
  await page.getByRole("button", { name: "Menu" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByLabel("Your phone number")).toBeVisible();
  await page.goto(appUrl("/portal/history"));
  await expect(page).toHaveURL(/\/portal\/sign-in/);
});

test("a payment that does not exist, or is somebody else's, is not shown", async ({ browser }) => {
  const handset = await openHandset(browser, "+254711100203");
  const page = await phonePage(browser);
  await signInCustomer(page, handset, "0711 100 203");
  for (const id of ["nonsense", "0198c0de-0000-7000-8000-000000000000"]) {
    await page.goto(appUrl(`/portal/pay/${id}`));
    await expect(page.getByRole("heading", { name: "There is nothing here" })).toBeVisible();
  }
  await page.getByRole("link", { name: "My connection" }).click();
  await expect(page.getByText("Hello Hassan")).toBeVisible();
});

test("no page of the portal scrolls sideways, even on a small phone", async ({ browser }) => {
  const handset = await openHandset(browser, "+254720100204");
  const page = await phonePage(browser);
  await page.setViewportSize({ width: 320, height: 640 });
  const overflow = () =>
    page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  await page.goto(appUrl("/portal/sign-in"));
  expect(await overflow()).toBeLessThanOrEqual(0);
  await signInCustomer(page, handset, "0720 100 204");
  expect(await overflow()).toBeLessThanOrEqual(0);
  await page.goto(appUrl("/portal/history"));
  await expect(page.getByRole("heading", { name: "Your payments" })).toBeVisible();
  expect(await overflow()).toBeLessThanOrEqual(0);
});
