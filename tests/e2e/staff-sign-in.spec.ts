import { expect, test } from "@playwright/test";
import { DEMO_STAFF } from "@/drizzle/seed/demo-people";
import { appUrl, signInStaff } from "./support/journey";

const OWNER = DEMO_STAFF.people[0];

test("a wrong password is explained, keeps the email address, and the right one opens the dashboard", async ({
  page,
}) => {
  await page.goto(appUrl("/sign-in"));
  await page.getByLabel("Email address").fill(OWNER.email);
  await page.getByLabel("Password").fill("not-the-password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert").filter({ hasText: /password/i })).toBeVisible();
  await expect(page.getByLabel("Email address")).toHaveValue(OWNER.email);

  await page.getByLabel("Password").fill(DEMO_STAFF.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { name: "Dashboard" })).toBeVisible();
});

test("nobody sees a staff page without signing in, nor after signing out", async ({ page }) => {
  await page.goto(appUrl("/customers"));
  await expect(page).toHaveURL(/\/sign-in/);
  await signInStaff(page);
  await page.goto(appUrl("/customers"));
  await expect(page.getByRole("heading", { name: "Customers" })).toBeVisible();
  await page.getByRole("button", { name: new RegExp(OWNER.name) }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  await page.goto(appUrl("/customers"));
  await expect(page).toHaveURL(/\/sign-in/);
});

test("finance is not offered to add routers, and is told so when trying all the same", async ({
  page,
}) => {
  await signInStaff(page, "finance");
  await page.goto(appUrl("/routers"));
  await expect(page.getByRole("link", { name: "Kilimani tower" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Add router" })).toHaveCount(0);

  await page.goto(appUrl("/routers/new"));
  await expect(page.getByRole("heading", { name: "Not for your role" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Add router" })).toHaveCount(0);
});
