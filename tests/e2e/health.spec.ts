import { expect, type Page, test } from "@playwright/test";
import { and, eq, inArray, sql } from "drizzle-orm";
import { getDb, schema } from "@/lib/db";
import { waitFor } from "../support/wait-for";
import { joinProduct, router, type Subscriber, sessionOf } from "./support/heal-world";
import { appUrl, signInStaff } from "./support/journey";

type WithPassword = { name: string; password: string };
let who: Subscriber;
let secret: WithPassword;

/** One of our users who is online on the hub, and is paid for longest. */
async function borrowSubscriber(): Promise<void> {
  const { users, routers } = schema;
  const here = { router: "ruaka-hub" } as Subscriber;
  const online = await router<{ name: string }[]>(here, "sessions");
  const names = online.map(({ name }) => name);
  const [row] = await getDb()
    .select({ user: users })
    .from(users)
    .innerJoin(routers, eq(routers.id, users.routerId))
    .where(and(eq(routers.name, "Ruaka hub"), inArray(users.username, names)))
    .orderBy(sql`${users.paidUntil} desc nulls last`)
    .limit(1);
  if (!row?.user.routerId) throw new Error("nobody is online on the hub");
  const { id: userId, customerId, routerId, username } = row.user;
  who = { ...here, userId, customerId, routerId, username, phone: "" };
  const secrets = await router<WithPassword[]>(who, "rows?path=/ppp/secret");
  const found = secrets.find(({ name }) => name === who.username);
  if (!found) throw new Error(`no secret of ${who.username}`);
  secret = { name: found.name, password: found.password };
}

async function dial(how: object): Promise<void> {
  await router(who, `cpes/${who.username}`, undefined, "DELETE");
  await router(who, "cpes", { ...secret, ...how });
  await waitFor("the session", () => sessionOf(who), Boolean, 10_000);
}

const clearFaults = () => router(who, "faults", undefined, "DELETE");
const openSessions = (page: Page) => page.goto(appUrl(`/routers/${who.routerId}/sessions`));
const rowOf = (page: Page) =>
  page.getByRole("table", { name: "Sessions" }).getByRole("row", { name: who.username });

test.beforeAll(async () => {
  joinProduct();
  await borrowSubscriber();
});
test.beforeEach(() => dial({ redialSeconds: 600, downloadKbps: 8_000, uploadKbps: 900 }));
test.afterAll(async () => {
  await clearFaults();
  await dial({});
});

test("staff see who is online on a router and end one session, which is gone", async ({ page }) => {
  await signInStaff(page);
  await openSessions(page);
  await page.getByLabel("Search sessions").fill(who.username);
  await rowOf(page).getByRole("button", { name: "Disconnect" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Disconnect" }).click();
  await expect(page.getByText(`${who.username} was disconnected.`)).toBeVisible();
  await expect(page.getByText("Nothing matches. Try other words.")).toBeVisible();
  expect(await sessionOf(who)).toBeUndefined();
});

test("a user's traffic is watched in figures and lines until staff stop it", async ({ page }) => {
  await signInStaff(page);
  await page.goto(appUrl(`/users/${who.userId}`));
  await page.getByRole("button", { name: "Watch for a minute" }).click();
  const chart = page.getByRole("figure").filter({ hasText: "Speed" });
  await expect(chart).toContainText("Download: 8 Mbps last");
  await expect(chart).toContainText("Upload: 900 kbps last");
  await expect(chart.locator("path.recharts-line-curve")).toHaveCount(2);
  await page.getByRole("button", { name: "Stop" }).click();
  await expect(page.getByRole("button", { name: "Watch again" })).toBeVisible();
  await expect(chart).toContainText("Download: 8 Mbps last");
});

test("a router that hangs ends in a sentence on both pages, and they answer when it does", async ({
  page,
  context,
}) => {
  await signInStaff(page);
  const userPage = await context.newPage();
  await userPage.goto(appUrl(`/users/${who.userId}`));
  for (const path of ["/ppp/active/print", "/interface/monitor-traffic"])
    await router(who, "faults", { kind: "hang", path });
  await openSessions(page);
  await userPage.getByRole("button", { name: "Watch for a minute" }).click();
  await expect(page.getByText("Asking the router.")).toBeVisible();
  await expect(userPage.getByText("Asking the router…")).toBeVisible();
  await expect(userPage.getByText(/did not answer within 5 s/)).toBeVisible();
  await expect(page.getByText(/did not answer within 10 s/)).toBeVisible();
  await clearFaults();
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(rowOf(page)).toBeVisible();
  await userPage.getByRole("button", { name: "Try again" }).click();
  await expect(userPage.getByRole("figure").filter({ hasText: "Speed" })).toBeVisible();
});
