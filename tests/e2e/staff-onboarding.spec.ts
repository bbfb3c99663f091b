import { expect, type Page } from "@playwright/test";
import type { RouterOsSimulator } from "../simulators/routeros";
import {
  appUrl,
  enterPin,
  openHandset,
  phonePage,
  signInCustomer,
  signInStaff,
} from "./support/journey";
import { ROUTER_LOGIN, test } from "./support/new-router";

// One story, told in order: a router, a package, a customer, and what becomes of them.
test.describe.configure({ mode: "serial" });

const mark = Date.now().toString(36);
const ROUTER = `Tower ${mark}`;
const PACKAGE = `Home 8 ${mark}`;
const CUSTOMER = `Zawadi Mutua ${mark}`;
const PHONE = `0790${String(Date.now()).slice(-6)}`;
const USERNAME = `zawadi.${mark}`;

const choose = async (page: Page, label: string, option: string) => {
  await page.getByRole("combobox", { name: label }).click();
  await page.getByPlaceholder("Search…").fill(option);
  await page.getByRole("option", { name: option }).click();
};

const openRouter = async (page: Page) => {
  await page.goto(appUrl("/routers"));
  await page.getByRole("link", { name: ROUTER }).click();
  await expect(page.getByRole("heading", { name: ROUTER })).toBeVisible();
};

const openUser = async (page: Page) => {
  await page.goto(appUrl(`/users?q=${USERNAME}`));
  await page.getByRole("link", { name: USERNAME }).click();
  await expect(page.getByRole("heading", { name: USERNAME })).toBeVisible();
};

const secretOn = (router: RouterOsSimulator) =>
  router.rows("/ppp/secret").find((row) => row.name === USERNAME);

test.beforeEach(({ page }) => signInStaff(page));

test("“Test connection” says what it found, and exactly what is wrong", async ({
  page,
  newRouter,
}) => {
  await page.goto(appUrl("/routers/new"));
  await page.getByRole("button", { name: "Add router" }).click();
  await expect(page.getByText("Enter a name.")).toBeVisible();
  await expect(page.getByText("Enter a host name or an address.")).toBeVisible();
  await expect(page.getByLabel("Name", { exact: true })).toHaveAttribute("aria-invalid", "true");

  await page.getByLabel("Name", { exact: true }).fill(ROUTER);
  await page.getByLabel("Address", { exact: true }).fill("127.0.0.1");
  await page.getByLabel("Port").fill("1");
  await page.getByLabel("Username").fill(ROUTER_LOGIN.username);
  await page.getByLabel("Password").fill(ROUTER_LOGIN.password);
  const press = () => page.getByRole("button", { name: "Test connection" }).click();
  await press();
  await expect(
    page.getByText("Nothing answers at 127.0.0.1:1: connection refused.", { exact: false }),
  ).toBeVisible();

  await page.getByLabel("Port").fill(String(newRouter.port));
  await page.getByLabel("Password").fill("wrong");
  await press();
  await expect(page.getByText("refused user isp-api", { exact: false })).toContainText(
    "Check the name and the password.",
  );

  await page.getByLabel("Password").fill(ROUTER_LOGIN.password);
  await press();
  await expect(page.getByText(`This is “${newRouter.id}”`)).toBeVisible();
  await expect(page.getByText("Signed in without encryption.")).toBeVisible();
  expect(newRouter.writes(), "a test writes nothing").toEqual([]);

  await page.getByRole("button", { name: "Add router" }).click();
  await expect(page.getByRole("heading", { name: ROUTER })).toBeVisible();
  await expect(page.getByText("Observing")).toBeVisible();
});

test("a package is added, and what is wrong with it stands at its field", async ({ page }) => {
  await page.goto(appUrl("/packages/new"));
  await page.getByLabel("Name").fill(PACKAGE);
  await page.getByLabel("Download").fill("fast");
  await page.getByLabel("Upload").fill("4");
  await page.getByLabel("Price for the period").fill("1,800");
  await page.getByRole("button", { name: "Add package" }).click();
  await expect(page.getByText("Enter a speed in Mbps, like 10 or 1.5.")).toBeVisible();
  await expect(page.getByLabel("Download")).toBeFocused();
  await expect(page.getByLabel("Price for the period")).toHaveValue("1,800");
  await page.getByLabel("Download").fill("8");
  await page.getByRole("button", { name: "Add package" }).click();
  await expect(page.getByRole("link", { name: PACKAGE })).toBeVisible();
});

test("a customer is onboarded with a login, a first bill and a welcome SMS", async ({ page }) => {
  await page.goto(appUrl("/customers/new"));
  await page.getByRole("button", { name: "Onboard customer" }).click();
  for (const problem of ["Enter the customer's name.", "Choose a package.", "Choose a router."])
    await expect(page.getByText(problem)).toBeVisible();

  await page.getByLabel("Name", { exact: true }).fill(CUSTOMER);
  await page.getByLabel("Phone").fill("12345");
  await choose(page, "Package", PACKAGE);
  await choose(page, "Router", ROUTER);
  await page.getByLabel("PPPoE username").fill(USERNAME);
  await page.getByLabel("Installation fee").fill("1,000");
  await expect(page.getByText("KES 2,800")).toBeVisible();
  await page.getByRole("button", { name: "Onboard customer" }).click();
  await expect(page.getByText("Not a phone number. Write it like 0712 345 678.")).toBeVisible();
  await page.getByLabel("Phone").fill(PHONE);
  await page.getByRole("button", { name: "Onboard customer" }).click();
  await expect(page.getByRole("heading", { name: USERNAME })).toBeVisible();
  await expect(page.getByText("Not paid yet").first()).toBeVisible();

  await page.getByRole("link", { name: CUSTOMER }).click();
  await expect(page.getByRole("table", { name: "Bills" })).toContainText("KES 2,800");
  await page.goto(appUrl(`/messages?q=${encodeURIComponent(CUSTOMER)}`));
  const welcome = page.getByRole("table", { name: "Messages" }).locator("tbody tr");
  await expect(welcome).toHaveCount(1);
  await expect(welcome).toContainText(/^.*Welcome to .* pay KES 2,800 to Paybill/);
  await expect(welcome).toContainText(/Sent|Delivered/, { timeout: 30_000 });
});

test("after the plan was shown and managing started, the user's page turns to “In sync” by itself", async ({
  page,
  context,
  newRouter,
}) => {
  await openUser(page);
  await expect(page.getByText(`${ROUTER} is only observed`)).toBeVisible();
  await page.evaluate(() => Object.assign(window, { sameDocument: true }));

  const routerPage = await context.newPage();
  await openRouter(routerPage);
  await routerPage.getByRole("button", { name: "Start managing…" }).click();
  const dialog = routerPage.getByRole("dialog");
  const planned = dialog.locator("summary", { hasText: USERNAME });
  await expect(planned).toContainText("3 changes", { timeout: 30_000 });
  await planned.click();
  await expect(dialog.getByText("Create").first()).toBeVisible();
  await expect(dialog.getByText("secret", { exact: true })).toBeVisible();
  expect(newRouter.writes(), "a preview writes nothing").toEqual([]);
  await dialog.getByRole("button", { name: "Start managing" }).click();
  await expect(routerPage.getByText("Managed", { exact: true })).toBeVisible();
  await routerPage.close();

  await expect(page.getByText("In sync", { exact: true })).toBeVisible({ timeout: 45_000 });
  expect(await page.evaluate(() => "sameDocument" in window), "no reload").toBe(true);
  const secret = secretOn(newRouter);
  expect(secret).toMatchObject({ service: "pppoe", disabled: "true" });
  expect(secret?.comment).toMatch(/^isp:/);
  const profiles = newRouter.rows("/ppp/profile").map((row) => row.name);
  expect(profiles).toContain(secret?.profile);
});

test("desired stands beside observed, plans are readable, and “Sync now” adds to the history", async ({
  page,
  newRouter,
}) => {
  await openUser(page);
  const line = (name: string) =>
    page
      .getByRole("table", { name: "Desired and observed state" })
      .getByRole("row")
      .filter({ has: page.getByRole("rowheader", { name }) });
  await expect(line("Access").getByRole("cell")).toHaveText(["Off", "Off"]);
  await expect(line("Speed").getByRole("cell").first()).toContainText("8 Mbps down, 4 Mbps up");

  const runs = page.getByRole("list", { name: "Sync runs" }).getByRole("group");
  const before = await runs.count();
  newRouter.setRow("/ppp/secret", USERNAME, { profile: "default" });
  await page.getByRole("button", { name: "Sync now" }).click();
  await expect.poll(() => runs.count()).toBeGreaterThan(before);
  await expect(runs.first()).toContainText("Changed");
  await runs.first().getByText("Changed").click();
  await expect(runs.first().locator("del", { hasText: "default" })).toBeVisible();
  await expect(runs.first().locator("ins", { hasText: /^isp-/ })).toBeVisible();
  expect(secretOn(newRouter)?.profile).toMatch(/^isp-/);
});

test("the first bill is paid: every stage has its time, and the dashboard its median", async ({
  page,
  browser,
  newRouter,
}) => {
  test.setTimeout(120_000);
  const handset = await openHandset(browser, `+254${PHONE.slice(1)}`);
  const portal = await phonePage(browser);
  await signInCustomer(portal, handset, PHONE);
  await expect(portal.getByRole("heading", { name: "Welcome" })).toBeVisible();
  await portal.getByRole("button", { name: "Pay KES 2,800 with M-Pesa" }).click();
  await enterPin(handset);
  await expect(portal.getByRole("heading", { name: "You are online" })).toBeVisible({
    timeout: 45_000,
  });
  expect(secretOn(newRouter)).toMatchObject({ disabled: "false" });
  expect(newRouter.sessions().map((session) => session.name)).toContain(USERNAME);

  await page.goto(appUrl("/dashboard"));
  await expect(page.locator("dl", { hasText: "Paid to restored" })).toContainText(
    /\d+(\.\d+)? m?s.*median; 95% within \d/,
  );
  await page.getByRole("link", { name: new RegExp(CUSTOMER) }).click();
  const stages = page.getByRole("list", { name: "Stages of the payment" }).getByRole("listitem");
  await expect(stages).toHaveCount(8);
  for (const stage of await stages.all())
    await expect(stage).toContainText(/\(done\).*\d\d:\d\d:\d\d\.\d{3}/);
  await expect(page.getByText("Customer's wallet").first()).toBeVisible();
});
