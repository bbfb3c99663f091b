import { type Browser, expect, test } from "@playwright/test";
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

/** A customer who is online and has an open bill of KES 500. */
async function onlineAndOwing(description: string) {
  const who = await newSubscriber();
  await payToOnline(who);
  const { paidUntil } = await userOf(who);
  const owner = await ownerContext();
  await addCharge(owner, { ...who, description, amountCents: 50_000 });
  return { who, paidUntil, owner };
}

/** The portal on their phone, where they are asked for what they owe. */
async function openPortal(browser: Browser, phone: string) {
  const handset = await openHandset(browser, phone);
  const page = await phonePage(browser);
  await signInCustomer(page, handset, phone);
  const owed = page.getByRole("region", { name: "What you owe" });
  const pay = async () => {
    await owed.getByRole("button", { name: "Pay KES 500 with M-Pesa" }).click();
    await expect(page.getByRole("heading", { name: "Enter your M-Pesa PIN" })).toBeVisible();
    await enterPin(handset);
    await expect(page.getByRole("heading", { name: "Payment received" })).toBeVisible();
  };
  return { page, owed, pay };
}

test("who is suspended reads in the portal what they owe, settles it with one prompt, and stays suspended", async ({
  browser,
}) => {
  test.setTimeout(4 * HEALS_WITHIN_MS);
  const { who, paidUntil, owner } = await onlineAndOwing("Call-out to the roof");
  await suspendUser(owner, { userId: who.userId, reason: "cable shared with neighbours" });
  const isGone = (session: string | undefined) => session === undefined;
  await waitFor("the cut", () => sessionOf(who), isGone, HEALS_WITHIN_MS);

  const { page, owed, pay } = await openPortal(browser, who.phone);
  await expect(owed).toContainText(/Bill \d{4}-\d{6}/);
  await expect(owed).toContainText("your connection stays suspended until we lift that");
  await pay();
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
  const { who, paidUntil } = await onlineAndOwing("Router at home");

  const { page, owed, pay } = await openPortal(browser, who.phone);
  await expect(owed).toContainText(/Router at home\s*Bill \d{4}-\d{6}/);
  await expect(page.getByRole("region", { name: "Renew early" })).toBeVisible();
  await pay();

  await page.goto(appUrl("/portal"));
  await expect(page.getByRole("heading", { name: "You are online" })).toBeVisible();
  await expect(owed).toHaveCount(0);
  expect(await userOf(who)).toMatchObject({ status: "active", paidUntil });
});
