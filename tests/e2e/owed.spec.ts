import { expect, test } from "@playwright/test";
import { addCharge } from "@/services/billing";
import { suspendUser } from "@/services/users";
import { waitFor } from "../support/wait-for";
import {
  expectBooksKept,
  HEALS_WITHIN_MS,
  joinProduct,
  newSubscriber,
  ownerContext,
  payToOnline,
  sessionOf,
  userOf,
} from "./support/heal-world";
import { appUrl, enterPin, openHandset, phonePage, signInCustomer } from "./support/journey";

test.beforeAll(joinProduct);
test.afterEach(expectBooksKept);

test("who is suspended reads in the portal what they owe, settles it with one prompt, and stays suspended", async ({
  browser,
}) => {
  test.setTimeout(4 * HEALS_WITHIN_MS);
  const who = await newSubscriber();
  await payToOnline(who);
  const { paidUntil } = await userOf(who);
  const owner = await ownerContext();
  await addCharge(owner, { ...who, description: "Call-out to the roof", amountCents: 50_000 });
  await suspendUser(owner, { userId: who.userId, reason: "cable shared with neighbours" });
  const isGone = (session: string | undefined) => session === undefined;
  await waitFor("the cut", () => sessionOf(who), isGone, HEALS_WITHIN_MS);

  const handset = await openHandset(browser, who.phone);
  const page = await phonePage(browser);
  await signInCustomer(page, handset, who.phone);
  const owed = page.getByRole("region", { name: "What you owe" });
  await expect(owed).toContainText(/Bill \d{4}-\d{6}/);
  await expect(owed).toContainText("your connection stays suspended until we lift that");
  await owed.getByRole("button", { name: "Pay KES 500 with M-Pesa" }).click();
  await expect(page.getByRole("heading", { name: "Enter your M-Pesa PIN" })).toBeVisible();
  await enterPin(handset);
  await expect(page.getByRole("heading", { name: "Payment received" })).toBeVisible();
  await expect(page.getByText("Your access stays suspended until we lift it")).toBeVisible();
  await expect(page.getByText("You are online")).toHaveCount(0);

  await page.goto(appUrl("/portal"));
  await expect(page.getByRole("heading", { name: "Suspended" })).toBeVisible();
  await expect(owed).toHaveCount(0);
  expect(await userOf(who)).toMatchObject({ status: "suspended", paidUntil });
  expect(await sessionOf(who)).toBeUndefined();
});

test("who is online and has an open bill for equipment is asked for it, pays it with one prompt, and stays online", async ({
  browser,
}) => {
  test.setTimeout(4 * HEALS_WITHIN_MS);
  const who = await newSubscriber();
  await payToOnline(who);
  const { paidUntil } = await userOf(who);
  const owner = await ownerContext();
  await addCharge(owner, { ...who, description: "Router at home", amountCents: 50_000 });

  const handset = await openHandset(browser, who.phone);
  const page = await phonePage(browser);
  await signInCustomer(page, handset, who.phone);
  const owed = page.getByRole("region", { name: "What you owe" });
  await expect(owed).toContainText(/Router at home\s*Bill \d{4}-\d{6}/);
  await expect(page.getByRole("region", { name: "Renew early" })).toBeVisible();
  await owed.getByRole("button", { name: "Pay KES 500 with M-Pesa" }).click();
  await expect(page.getByRole("heading", { name: "Enter your M-Pesa PIN" })).toBeVisible();
  await enterPin(handset);
  await expect(page.getByRole("heading", { name: "Payment received" })).toBeVisible();

  await page.goto(appUrl("/portal"));
  await expect(page.getByRole("heading", { name: "You are online" })).toBeVisible();
  await expect(owed).toHaveCount(0);
  expect(await userOf(who)).toMatchObject({ status: "active", paidUntil });
});
