import { expect, test } from "@playwright/test";
import { addRouter } from "@/services/routers";
import type { RouterOsSimulator } from "../simulators/routeros";
import { waitFor } from "../support/wait-for";
import { expectBooksKept, joinProduct, ownerContext } from "./support/heal-world";
import { appUrl, signInStaff } from "./support/journey";
import { ROUTER_LOGIN, startNewRouter } from "./support/new-router";

// Of its own: others count what is written to theirs.
let newRouter: RouterOsSimulator;
test.beforeAll(async () => {
  joinProduct();
  newRouter = await startNewRouter();
});
test.afterAll(() => newRouter.close());
test.afterEach(expectBooksKept);

test("a running router is looked through, corrected over a reload, and taken in while its customer stays online", async ({
  page,
}) => {
  const suffix = Date.now().toString(36);
  const login = `mary-${suffix}`;
  // A speed that is sold by nobody yet.
  const kbps = 20_001 + (Date.now() % 900_000);
  newRouter.addRow("/ppp/profile", { name: `fast-${suffix}`, "rate-limit": `7M/${kbps}k` });
  newRouter.addRow("/ppp/secret", {
    name: login,
    password: "secret",
    profile: `fast-${suffix}`,
    comment: "Mary Wambui exp 31/12/2099",
  });
  newRouter.addRow("/ppp/secret", { name: `old-${suffix}`, password: "secret", service: "l2tp" });
  newRouter.dial({ name: login, password: "secret" });
  await waitFor("the session", () => newRouter.sessions().length === 1);
  const session = newRouter.sessions()[0]?.sessionId;
  const { routerId } = await addRouter(await ownerContext(), {
    name: `Bought ${suffix}`,
    host: "127.0.0.1",
    port: newRouter.port,
    transport: "plain",
    apiUsername: ROUTER_LOGIN.username,
    apiPassword: ROUTER_LOGIN.password,
  });

  await signInStaff(page);
  await page.goto(appUrl(`/routers/${routerId}/import`));
  await page.getByRole("button", { name: "Read the router" }).click();
  const row = page.getByRole("row", { name: new RegExp(login) });
  await expect(row).toContainText("Mary Wambui");
  await row.getByRole("button", { name: `Edit ${login}` }).click();
  await page.getByRole("dialog").getByLabel("Phone").fill("0712 999 888");
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await expect(row).toContainText("0712 999 888");
  await page.reload();
  await expect(row).toContainText("0712 999 888");

  const pack = page.getByRole("listitem").filter({ hasText: `fast-${suffix}` });
  await pack.getByRole("button", { name: "Edit" }).click();
  await page.getByLabel("Price for the period").fill("1500");
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await expect(pack).toContainText("KES 1,500");

  await page.getByRole("button", { name: "Take in 1…" }).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /^Take in/ })
    .click();
  await expect(page.getByText("1 taken in, 1 left with a reason.")).toBeVisible({
    timeout: 60_000,
  });
  expect(newRouter.sessions()[0]?.sessionId).toBe(session);

  await page.goto(appUrl(`/users?q=${login}`));
  await page.getByRole("link", { name: login }).click();
  await expect(page.getByText("In sync", { exact: true })).toBeVisible();
  await page.goto(appUrl(`/routers/${routerId}/setup`));
  await page.getByLabel("This server, as the router sees it").fill("10.20.0.1");
  await page.getByRole("button", { name: "Show the script" }).click();
  await expect(page.getByRole("region", { name: "Script" })).toContainText("/user group add");
});
