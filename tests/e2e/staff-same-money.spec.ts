import { expect, test } from "@playwright/test";
import { eq } from "drizzle-orm";
import { getDb, schema } from "@/lib/db";
import { waitFor } from "../support/wait-for";
import {
  daraja,
  expectBooksKept,
  expectOneCredit,
  HEALS_WITHIN_MS,
  joinProduct,
  newSubscriber,
  paymentsOf,
  press,
  type Subscriber,
  sessionOf,
  untilPhase,
  userOf,
} from "./support/heal-world";
import { appUrl, signInStaff } from "./support/journey";

test.beforeAll(joinProduct);
test.afterEach(expectBooksKept);

const PRICE = 10_000;

/** The receipt that M-Pesa's own statement has of this customer's money. */
async function receiptOf(who: Subscriber): Promise<string> {
  const statement = await daraja<{ msisdn: string; receipt: string }[]>("statement");
  const [entry, ...more] = statement.filter(({ msisdn }) => msisdn === who.phone.slice(1));
  if (!entry || more.length > 0) throw new Error("the customer has not paid once");
  return entry.receipt;
}

const unmatched = (receipt: string) =>
  waitFor(
    "the receipt to wait unmatched",
    async () =>
      (await getDb().select().from(schema.payments).where(eq(schema.payments.receipt, receipt)))[0],
    (payment) => payment?.status === "suspense",
    HEALS_WITHIN_MS,
  );

test("a prompt was paid without a receipt and its receipt came in under no account: staff say that they are the same money, and the customer is credited once and online", async ({
  page,
}) => {
  test.setTimeout(6 * HEALS_WITHIN_MS);
  const who = await newSubscriber();
  // The callback is lost, and what is heard in its stead names an account that nobody has.
  const faults = [{ name: "F8" }, { name: "F16", typed: "other" }];
  await daraja("script", { phone: who.phone, outcome: "success", faults });
  const attemptId = await press(who);
  const opened = await untilPhase(who, attemptId, ["online"], 3 * HEALS_WITHIN_MS);
  expect(opened.provisional).toBe(true);
  const receipt = await receiptOf(who);
  await unmatched(receipt);
  expect(await paymentsOf(who)).toEqual([]);

  await signInStaff(page);
  await page.goto(appUrl(`/payments/unmatched?q=${receipt}`));
  await page
    .getByRole("table", { name: "Unmatched payments" })
    .getByRole("link", { name: receipt })
    .click();
  await expect(page.getByRole("heading", { name: "Perhaps the same money" })).toBeVisible();
  const pair = page.getByRole("listitem").filter({ hasText: "Prompt, no receipt" });
  await expect(pair).toContainText(who.username.replace("heal-", "Heal "));
  await expect(pair).toContainText("Not yet: access is open for the time being");
  await expect(pair).toContainText("Same amount, same phone");
  await pair.getByRole("button", { name: "This is the same money…" }).click();
  const dialog = page.getByRole("dialog", { name: "KES 100: one payment, not two?" });
  await dialog.getByLabel("How you know").fill("Read the SMS out to us");
  await dialog.getByRole("button", { name: "They are the same money" }).click();

  await expect(page).toHaveURL(/\/payments\/[0-9a-f-]{36}$/);
  await expect(page.getByRole("heading", { name: receipt, exact: true })).toBeVisible();
  await expect(page.getByText("Credited").first()).toBeVisible();
  await expect(page.getByRole("heading", { name: "Perhaps the same money" })).toHaveCount(0);
  await expectOneCredit(who, PRICE);
  expect((await userOf(who)).paidUntil?.getTime()).toBeGreaterThan(Date.now());
  const settled = await untilPhase(who, attemptId, ["online"]);
  expect(settled).toMatchObject({ state: "paid", provisional: false });
  expect(await sessionOf(who)).toBeDefined();
  await page.goto(appUrl(`/payments/unmatched?q=${receipt}`));
  await expect(page.getByText("Nothing matches. Try other words.")).toBeVisible();
});
