import { expect, test } from "@playwright/test";
import { waitFor } from "../support/wait-for";
import {
  expectBooksKept,
  HEALS_WITHIN_MS,
  joinProduct,
  newSubscriber,
  sessionOf,
} from "./support/heal-world";
import { appUrl, signInStaff } from "./support/journey";

test.beforeAll(joinProduct);
test.afterEach(expectBooksKept);

test("cash is taken at an open till with a receipt, brings the customer online, and the count is held against it", async ({
  page,
}) => {
  const who = await newSubscriber();
  await signInStaff(page);
  await page.goto(appUrl(`/customers/${who.customerId}`));
  await expect(page.getByRole("button", { name: "Take cash" })).toHaveCount(0);

  const till = `Desk ${Date.now().toString(36)}`;
  await page.goto(appUrl("/tills"));
  await page.getByRole("button", { name: "Add till" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill(till);
  await page.getByRole("dialog").getByRole("button", { name: "Add till" }).click();
  const card = page.getByRole("listitem").filter({ hasText: till });
  await card.getByRole("button", { name: "Open" }).click();
  await page.getByLabel("Counted").fill("500");
  await page.getByRole("dialog").getByRole("button", { name: "Open till" }).click();
  await expect(card.getByText("You")).toBeVisible();

  await page.goto(appUrl(`/customers/${who.customerId}`));
  await page.getByRole("button", { name: "Take cash" }).click();
  await page.getByLabel("Amount").fill("100.50");
  await page.getByRole("dialog").getByRole("button", { name: "Take cash" }).click();
  await expect(page.getByText(/^CASH-\d{4}-\d{6}$/).first()).toBeVisible();
  await expect(page.getByText("KES 100.50").first()).toBeVisible();
  await expect(page.getByRole("link", { name: "This payment's receipt as PDF" })).toBeVisible();
  await waitFor("the session", () => sessionOf(who), Boolean, HEALS_WITHIN_MS);

  await page.goto(appUrl("/tills"));
  await expect(card.getByText("KES 100.50")).toBeVisible();
  await card.getByRole("button", { name: "Close with count" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Counted").fill("600");
  await dialog.getByRole("button", { name: "Close till" }).click();
  await expect(dialog.getByText(/KES 0.50 is missing/)).toBeVisible();
  await dialog.getByLabel("Note").fill("No small coins");
  await dialog.getByRole("button", { name: "Close till" }).click();
  const turn = page.getByRole("table", { name: "Closed turns" }).getByRole("row", { name: till });
  await expect(turn).toContainText("short");
  await expect(turn).toContainText("No small coins");
});
