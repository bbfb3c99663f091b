import { expect, type Page, test } from "@playwright/test";
import {
  daraja,
  expectBooksKept,
  joinProduct,
  newSubscriber,
  payToOnline,
  type Subscriber,
} from "./support/heal-world";
import { appUrl, openHandset, phonePage, signInCustomer, signInStaff } from "./support/journey";

// One customer with a month of "Home 10 Mbps", and what staff do about it.
test.describe.configure({ mode: "serial" });

let who: Subscriber;

const choose = async (page: Page, label: string, option: string) => {
  await page.getByRole("combobox", { name: label }).click();
  await page.getByPlaceholder("Search…").fill(option);
  await page.getByRole("option", { name: option }).click();
};

const openUser = async (page: Page) => {
  await page.goto(appUrl(`/users/${who.userId}`));
  await expect(page.getByRole("heading", { name: who.username })).toBeVisible();
};

const speed = (page: Page) =>
  page
    .getByRole("table", { name: "Desired and observed state" })
    .getByRole("row")
    .filter({ has: page.getByRole("rowheader", { name: "Speed" }) })
    .getByRole("cell");

test.beforeAll(async () => {
  joinProduct();
  who = await newSubscriber({ packageName: "Home 10 Mbps" });
  await payToOnline(who);
});

test.afterAll(() => expectBooksKept());

test.beforeEach(({ page }) => signInStaff(page));

test("a change of package shows its sums first, names what is missing, and happens when it is agreed", async ({
  page,
}) => {
  await openUser(page);
  await page.getByRole("button", { name: "Change package" }).click();
  const dialog = page.getByRole("dialog");
  await choose(page, "New package", "Home 20 Mbps");
  const sums = dialog.getByLabel("Sums");
  await expect(sums).toContainText("Missing");
  await dialog.getByRole("button", { name: "Change now" }).click();
  await expect(dialog.getByRole("alert")).toContainText(
    "more is needed in the wallet to change now",
  );

  await choose(page, "New package", "Home 5 Mbps");
  await expect(sums).toContainText("Back for unused time");
  await expect(sums).toContainText("In the wallet afterwards");
  await dialog.getByRole("button", { name: "Change now" }).click();
  await expect(page.getByText("Package changed. The router follows.")).toBeVisible();
  await expect(speed(page).last()).toContainText("5 Mbps down", { timeout: 60_000 });
  await expect(page.getByRole("list", { name: "Booked" })).toContainText("Home 5 Mbps");

  await page.goto(appUrl(`/customers/${who.customerId}`));
  await page.getByRole("tab", { name: /Credit notes/ }).click();
  const notes = page.getByRole("table", { name: "Credit notes" });
  await expect(notes).toContainText("Changed to Home 5 Mbps");
  await expect(notes).toContainText(/CN-\d{4}-\d{6}/);
});

test("a pause keeps the time and shuts the door; resuming gives both back", async ({ page }) => {
  await openUser(page);
  await page.getByRole("button", { name: "Pause" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Pause" }).click();
  await expect(page.getByRole("list", { name: "Booked" })).toContainText(/Paused: .* are kept/);
  await expect(page.getByText("Suspended", { exact: true })).toBeVisible();
  await expect(page.getByText(/^Paused, .* are kept$/)).toBeVisible();
  await expect(page.getByText("In sync", { exact: true })).toBeVisible({ timeout: 60_000 });
  await page.getByRole("button", { name: "Resume" }).click();
  await expect(page.getByRole("list", { name: "Booked" })).toContainText(/Home 5 Mbps\s*until/);
  await expect(page.getByText("Active", { exact: true })).toBeVisible();
});

test("a discount is seen by the customer, who chooses the next package and keeps the present one", async ({
  page,
  browser,
}) => {
  await openUser(page);
  await page
    .getByRole("region", { name: "Discounts" })
    .getByRole("button", { name: "Add" })
    .click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Add discount" }).click();
  await expect(dialog.getByText("Enter a percentage, like 16.")).toBeVisible();
  await dialog.getByLabel("How much").fill("10");
  await dialog.getByLabel("Why").fill("Staff of the school");
  await dialog.getByRole("button", { name: "Add discount" }).click();
  await expect(page.getByRole("region", { name: "Discounts" })).toContainText("10 %");

  const handset = await openHandset(browser, who.phone);
  const portal = await phonePage(browser);
  await signInCustomer(portal, handset, who.phone);
  await expect(portal.getByText("Discount, taken off")).toBeVisible();
  await portal.getByRole("button", { name: "Change my package" }).click();
  await portal.getByRole("combobox", { name: "New package" }).click();
  await portal.getByRole("option", { name: /Home 20 Mbps/ }).click();
  await portal.getByRole("button", { name: "Choose this package" }).click();
  const plan = portal.getByRole("region", { name: "Plan" });
  await expect(plan).toContainText("From the next renewal on: Home 20 Mbps");
  await plan.getByRole("button", { name: "Keep my present package" }).click();
  await expect(plan).not.toContainText("From the next renewal on");
});

test("a renewal that the wallet cannot pay says so, cannot be pressed, and a prompt from there renews", async ({
  page,
}) => {
  const short = await newSubscriber({ packageName: "Home 10 Mbps" });
  await payToOnline(short);
  await page.goto(appUrl(`/users/${short.userId}`));
  await page.getByRole("button", { name: "Renew from wallet" }).click();
  const dialog = page.getByRole("dialog");
  const renew = dialog.getByRole("button", { name: "Renew", exact: true });
  await expect(renew).toBeDisabled();
  await expect(renew).toHaveAccessibleDescription("KES 2,500 is missing in the wallet.");
  await expect(
    dialog.getByRole("link", { name: "Take cash on the customer's page" }),
  ).toBeVisible();
  await daraja("script", { phone: short.phone, outcome: "success" });
  await dialog.getByRole("button", { name: /^Prompt 0\d.* for KES 2,500$/ }).click();
  await expect(page.getByText(/A prompt is on its way/)).toBeVisible();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByRole("list", { name: "Booked" }).getByRole("listitem")).toHaveCount(2, {
    timeout: 60_000,
  });
});
