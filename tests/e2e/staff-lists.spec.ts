import { expect, test } from "@playwright/test";
import { appUrl, signInStaff } from "./support/journey";

test("the customers list searches and sorts through its address, and comes back to it", async ({
  page,
}) => {
  await signInStaff(page);
  await page.goto(appUrl("/customers"));
  const table = page.getByRole("table", { name: "Customers" });
  const names = table.getByRole("link");

  await page.getByRole("searchbox").fill("0722 100 201");
  await expect(page).toHaveURL(/[?&]q=0722/);
  await expect(names).toHaveText(["Peter Mwangi"]);
  await page.reload();
  await expect(page.getByRole("searchbox")).toHaveValue("0722 100 201");
  await expect(names).toHaveText(["Peter Mwangi"]);

  await page.getByRole("searchbox").fill("jepkos");
  await expect(names).toHaveText(["Naomi Jepkosgei"]);
  await page.getByRole("button", { name: "Clear search" }).click();
  await table.getByRole("button", { name: "Name" }).click();
  await expect(page).toHaveURL(/[?&]sort=name/);
  await expect(names.first()).toHaveText("Amina Wanjiru");
  await table.getByRole("button", { name: "Name" }).click();
  await expect(page).toHaveURL(/[?&]sort=-name/);
  await expect(names.first()).not.toHaveText("Amina Wanjiru");
  await expect(table.getByRole("columnheader", { name: "Name" })).toHaveAttribute(
    "aria-sort",
    "descending",
  );

  await page.getByRole("searchbox").fill("nobody is called this");
  await expect(page.getByText("Nothing matches. Try other words.")).toBeVisible();
});

test("lists are paged by the server, and the page stands in the address", async ({ page }) => {
  await signInStaff(page);
  await page.goto(appUrl("/payments"));
  const rows = page.getByRole("table", { name: "Payments" }).locator("tbody tr");
  await expect(rows).toHaveCount(25);
  const first = await rows.first().getByRole("link").first().textContent();
  await page.getByRole("button", { name: "Next page" }).click();
  await expect(page).toHaveURL(/[?&]page=2/);
  await expect(page.getByText(/^26–\d+ of \d+$/)).toBeVisible();
  await expect(rows.first().getByRole("link").first()).not.toHaveText(first ?? "");
  await page.goBack();
  await expect(page.getByText(/^1–25 of \d+$/)).toBeVisible();
});

test("nonsense in a list's address shows the first page", async ({ page }) => {
  await signInStaff(page);
  for (const query of ["page=-3", "page=1e99", "sort=;drop", "status=%00", "q=%25%27%22"]) {
    const response = await page.goto(appUrl(`/customers?${query}`));
    expect(response?.status(), query).toBe(200);
    await expect(page.getByRole("heading", { name: "Customers" })).toBeVisible();
  }
});

test("an address that does not exist says so", async ({ page }) => {
  await signInStaff(page);
  for (const path of ["/customers/nonsense", "/users/0198c0de-0000-7000-8000-000000000000"]) {
    await page.goto(appUrl(path));
    await expect(page.getByRole("heading", { name: "This does not exist" })).toBeVisible();
  }
});

test("no page of a router scrolls sideways on a phone", async ({ page }) => {
  await signInStaff(page);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(appUrl("/routers"));
  await page.getByRole("link", { name: "Kilimani tower" }).click();
  await expect(page).toHaveURL(/\/routers\/[0-9a-f-]{36}$/);
  const address = page.url();
  for (const part of ["", "/health", "/sessions", "/setup", "/edit"]) {
    await page.goto(`${address}${part}`);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    if (part === "/health")
      await expect(page.getByRole("table", { name: "Running ports" })).toBeVisible();
    const over = await page.evaluate(
      () => document.documentElement.scrollWidth - window.innerWidth,
    );
    expect(over, part).toBeLessThanOrEqual(0);
  }
});

test("the palette that has found a customer does not say that nothing was found", async ({
  page,
}) => {
  await signInStaff(page);
  await page.keyboard.press("Control+k");
  const palette = page.getByRole("dialog", { name: "Search and commands" });
  await palette.getByRole("combobox").fill("0722 100 201");
  await expect(palette.getByRole("option", { name: "Peter Mwangi" })).toBeVisible();
  await expect(palette.getByText("Nothing found.")).toHaveCount(0);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Peter Mwangi" })).toBeVisible();
});
