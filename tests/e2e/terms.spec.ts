import { expect, test } from "@playwright/test";
import { appUrl, openHandset, phonePage, signInCustomer, signInStaff } from "./support/journey";

/** A customer of the demo whom no other journey touches. */
const CATHERINE = { phone: "+254726100212", typed: "0726 100 212" };

test("staff set reminders and grace, and read what will happen before they save", async ({
  page,
}) => {
  await signInStaff(page);
  await page.goto(appUrl("/settings/reminders"));
  const outlook = page.getByText("What will happen").locator("..");
  await page.getByLabel("Hours before").fill("48, 5");
  await expect(outlook).toContainText("goes out 2 days, 5 hours before time runs out");
  await page.getByLabel("Hours before").fill("soon");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(
    page.getByText("Enter whole hours from 1 to 720, for example 72, 24."),
  ).toBeVisible();
  await page.getByLabel("Hours before").fill("72, 24");
  await page.getByRole("checkbox", { name: "Send an M-Pesa prompt at expiry" }).click();
  await expect(outlook).toContainText("get one M-Pesa prompt");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Saved. The next minute goes by it.")).toBeVisible();

  await page.getByRole("link", { name: "Billing" }).click();
  await page.getByLabel("Grace for prepaid, in hours").fill("400");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("0 to 336.", { exact: true })).toBeVisible();
  await page.getByLabel("Grace for prepaid, in hours").fill("0");
  await page.getByLabel("Postpaid: days until a bill is due").fill("10");
  await expect(outlook).toContainText("still unpaid 13 days after it was issued");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText(/^Saved\. It holds/)).toBeVisible();
});

test("a user becomes postpaid, after staff have read what that does, and the customer sees it", async ({
  page,
  browser,
}) => {
  await signInStaff(page);
  await page.goto(appUrl("/users?q=catherine"));
  await page.getByRole("link", { name: "catherine.wairimu" }).click();
  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "Switch to postpaid" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("The first bill comes on 1 ");
  await dialog.getByLabel("Billed on this day of the month").fill("40");
  await expect(dialog).toContainText("From 1 to 31.");
  await dialog.getByLabel("Billed on this day of the month").fill("28");
  await expect(dialog).toContainText("The first bill comes on 28 ");
  await dialog.getByRole("button", { name: "Switch to postpaid" }).click();
  await expect(page.getByText("After use, billed on day 28")).toBeVisible();

  await page.getByRole("link", { name: "Catherine Wairimu" }).click();
  await page.getByRole("button", { name: "Customer agrees" }).click();
  await expect(page.getByRole("button", { name: "Withdraw" })).toBeVisible();

  const phone = await phonePage(browser);
  await signInCustomer(phone, await openHandset(browser, CATHERINE.phone), CATHERINE.typed);
  await expect(phone.getByText(/^Nothing to pay\. Your next bill comes on 28 /)).toBeVisible();
  const asked = phone.getByRole("switch", { name: "Ask me on my phone when it runs out" });
  await expect(asked).toBeChecked();
  await asked.click();
  await expect(asked).not.toBeChecked();
  await phone.reload();
  await expect(asked).not.toBeChecked();
});
