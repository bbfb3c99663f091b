import { expect, test } from "@playwright/test";
import { enterPin, openHandset, phonePage, signInCustomer } from "./support/journey";

test("a customer whose package has run out pays by M-Pesa and is online again, without a reload", async ({
  browser,
}) => {
  const handset = await openHandset(browser);
  const page = await phonePage(browser);
  await signInCustomer(page, handset, "0712 345 678");
  await expect(page.getByRole("heading", { name: "Your package has run out" })).toBeVisible();

  await page.getByRole("button", { name: "Pay KES 2,500 with M-Pesa" }).click();
  await expect(page.getByRole("heading", { name: "Enter your M-Pesa PIN" })).toBeVisible();
  await enterPin(handset);
  await expect(page.getByRole("heading", { name: "You are online" })).toBeVisible({
    timeout: 45_000,
  });
  await expect(
    page.getByRole("list", { name: "How far it has come" }).getByText("(done)"),
  ).toHaveCount(4);

  await page.getByRole("link", { name: "My connection" }).click();
  await expect(page.getByRole("heading", { name: "You are online" })).toBeVisible();
  await page.getByRole("button", { name: "Menu" }).click();
  await page.getByRole("menuitem", { name: "Payments" }).click();
  await expect(page.getByText("KES 2,500").first()).toBeVisible();
});

test("a cancelled prompt costs nothing and offers another try", async ({ browser }) => {
  const handset = await openHandset(browser, "+254715100211");
  const page = await phonePage(browser);
  await signInCustomer(page, handset, "0715 100 211");
  await page.getByRole("button", { name: /^Pay KES/ }).click();
  await handset.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByRole("heading", { name: "Payment not made" })).toBeVisible();
  await page.getByRole("link", { name: "Try again" }).click();
  await expect(page.getByRole("button", { name: /^Pay KES/ })).toBeVisible();
});

test("a wrong phone number is explained at its field", async ({ page }) => {
  const { appUrl } = await import("./support/journey");
  await page.goto(appUrl("/portal/sign-in"));
  await page.getByLabel("Your phone number").fill("12");
  await page.getByRole("button", { name: "Send me a code" }).click();
  await expect(page.getByText("Not a phone number. Write it like 0712 345 678.")).toBeVisible();
});
