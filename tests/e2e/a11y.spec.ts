import AxeBuilder from "@axe-core/playwright";
import { expect, type Locator, type Page, test } from "@playwright/test";
import { DEMO_STAFF } from "@/drizzle/seed/demo-people";
import { appUrl, openHandset, phonePage, signInCustomer, signInStaff } from "./support/journey";

/** What axe calls serious or critical, each with where it is. */
async function seriousProblems(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(" ")}`));
}

/** In light and in dark, as contrast differs. */
async function expectAccessible(page: Page, what: string) {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await expect(page.locator("html")).toHaveClass(new RegExp(`\\b${colorScheme}\\b`));
    await expect
      .poll(() => seriousProblems(page), { message: `${what}, ${colorScheme}` })
      .toEqual([]);
  }
}

test("staff pages have no serious accessibility problem, light or dark", async ({ page }) => {
  test.setTimeout(180_000);
  await page.goto(appUrl("/sign-in"));
  await expectAccessible(page, "sign-in");
  await page.getByRole("button", { name: "Sign in" }).click();
  await signInStaff(page);
  await expectAccessible(page, "dashboard");
  for (const [list, ready] of [
    ["/customers", "Customers"],
    ["/users", "Users"],
    ["/payments", "Payments"],
  ] as const) {
    await page.goto(appUrl(list));
    await expectAccessible(page, list);
    await page.getByRole("table", { name: ready }).getByRole("link").first().click();
    await expect(page).toHaveURL(new RegExp(`${list}/[0-9a-f-]{36}$`));
    await expectAccessible(page, `${list}/…`);
  }
  await page.goto(appUrl("/customers/new"));
  await page.getByRole("button", { name: "Onboard customer" }).click();
  await expect(page.getByText("Choose a package.")).toBeVisible();
  await expectAccessible(page, "onboarding with errors");
  await page.goto(appUrl("/routers"));
  await page.getByRole("link", { name: "Ruaka hub" }).click();
  await expect(page.getByRole("heading", { name: "Ruaka hub" })).toBeVisible();
  await expectAccessible(page, "router");
});

test("portal pages have no serious accessibility problem, light or dark", async ({ browser }) => {
  test.setTimeout(120_000);
  const phone = "0718 100 215";
  const handset = await openHandset(browser, "+254718100215");
  const page = await phonePage(browser);
  await page.goto(appUrl("/portal/sign-in"));
  await expectAccessible(page, "portal sign-in");
  await signInCustomer(page, handset, phone);
  await expectAccessible(page, "portal home");
  await page.getByRole("button", { name: /^Pay KES/ }).click();
  await expect(page.getByRole("heading", { name: "Enter your M-Pesa PIN" })).toBeVisible();
  await expectAccessible(page, "payment under way");
  await handset.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByRole("heading", { name: "Payment not made" })).toBeVisible();
  await expectAccessible(page, "payment not made");
  await page.goto(appUrl("/portal/history"));
  await expectAccessible(page, "portal payments");
});

/** Presses Tab until the wanted element has the focus, as somebody without a mouse does. */
async function tabTo(page: Page, wanted: Locator) {
  for (let presses = 0; presses < 60; presses++) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab does not reach ${wanted}`);
}

test("with the keyboard alone one signs in and onboards a customer", async ({ page }) => {
  const mark = Date.now().toString(36);
  await page.goto(appUrl("/sign-in"));
  await expect(page.getByLabel("Email address")).toBeFocused();
  await page.keyboard.type(DEMO_STAFF.people[0].email);
  await page.keyboard.press("Tab");
  await page.keyboard.type(DEMO_STAFF.password);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Dashboard" })).toBeVisible();

  await tabTo(
    page,
    page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Customers" }),
  );
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Customers" })).toBeVisible();
  await tabTo(page, page.getByRole("link", { name: "Onboard customer" }));
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("Name", { exact: true })).toBeFocused();
  await page.keyboard.type(`Keyboard ${mark}`);
  await page.keyboard.press("Tab");
  await page.keyboard.type(`0791${String(Date.now()).slice(-6)}`);
  for (const [field, text] of [
    ["Package", "Home 5"],
    ["Router", "Kilimani"],
  ] as const) {
    const box = page.getByRole("combobox", { name: field });
    await tabTo(page, box);
    await page.keyboard.press("Enter");
    await expect(page.getByPlaceholder("Search…")).toBeFocused();
    await page.keyboard.type(text);
    await page.keyboard.press("Enter");
    await expect(box).toContainText(text);
    await expect(box).toBeFocused();
  }
  await expect(page.getByLabel("PPPoE username")).not.toHaveValue("");
  await tabTo(page, page.getByRole("button", { name: "Onboard customer" }));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("link", { name: `Keyboard ${mark}` })).toBeVisible();
});

test("money pages have no serious accessibility problem, light or dark", async ({ page }) => {
  test.setTimeout(180_000);
  await signInStaff(page);
  for (const [path, heading] of [
    ["/payments/unmatched", "Payments"],
    ["/payments/requests", "Payments"],
    ["/payments/callbacks", "Payments"],
    ["/tills", "Tills"],
    ["/reconciliation", "Books"],
    ["/books/trial-balance", "Books"],
    ["/settings/mpesa", "M-Pesa"],
    ["/settings/portal", "Settings"],
  ] as const) {
    await page.goto(appUrl(path));
    await expect(page.getByRole("heading", { name: heading, exact: true })).toBeVisible();
    await expectAccessible(page, path);
  }
});
