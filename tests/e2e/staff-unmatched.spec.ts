import { expect, test } from "@playwright/test";
import { eq } from "drizzle-orm";
import { getDb, schema } from "@/lib/db";
import { waitFor } from "../support/wait-for";
import {
  daraja,
  expectBooksKept,
  HEALS_WITHIN_MS,
  joinProduct,
  newSubscriber,
  paymentsOf,
  type Subscriber,
  sessionOf,
} from "./support/heal-world";
import { appUrl, signInStaff } from "./support/journey";

test.beforeAll(joinProduct);
test.afterEach(expectBooksKept);

async function customerOf(who: Subscriber) {
  const [row] = await getDb()
    .select()
    .from(schema.customers)
    .where(eq(schema.customers.id, who.customerId));
  if (!row) throw new Error("the customer is gone");
  return row;
}

const slip = (account: string) =>
  `${account.slice(0, 4)}${(Number(account[4]) + 1) % 10}${account.slice(5)}`;

test("a payment whose account number is one digit off waits for staff, is given to its customer, and they come online", async ({
  page,
}) => {
  const who = await newSubscriber();
  const { accountNumber, name } = await customerOf(who);
  const { receipt } = await daraja<{ receipt: string }>("c2b", {
    phone: "254799000111",
    amount: 100,
    account: slip(accountNumber),
    firstName: "PETER",
  });
  await signInStaff(page);
  await page.goto(appUrl(`/payments/unmatched?q=${receipt}`));
  const queue = page.getByRole("table", { name: "Unmatched payments" });
  const row = queue.getByRole("row", { name: receipt });
  await expect(async () => {
    await page.reload();
    await expect(row).toBeVisible({ timeout: 2_000 });
  }).toPass({ timeout: HEALS_WITHIN_MS });
  await expect(row).toContainText(name);
  await expect(row).toContainText("one digit differs");
  await expect(page.getByRole("link", { name: /Payments.*need a look/ })).toBeVisible();

  await queue.getByRole("link", { name: receipt }).click();
  await page.getByRole("button", { name: `Give to ${name}` }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("How you know").fill("Called and read out the SMS");
  await dialog.getByRole("button", { name: "Give KES 100" }).click();
  await expect(page.getByText("Credited").first()).toBeVisible();
  await expect(page.getByText("Called and read out the SMS")).toBeVisible();

  await waitFor("the session", () => sessionOf(who), Boolean, HEALS_WITHIN_MS);
  expect(await paymentsOf(who)).toMatchObject([
    { receipt, status: "credited", amountCents: 10_000 },
  ]);
  await page.goto(appUrl(`/payments/unmatched?q=${receipt}`));
  await expect(row).toHaveCount(0);
});

test("a payment for two customers is split, and each sees their own part", async ({ page }) => {
  const [one, two] = [await newSubscriber(), await newSubscriber()];
  const names = [(await customerOf(one)).name, (await customerOf(two)).name];
  const { receipt } = await daraja<{ receipt: string }>("c2b", {
    phone: "254799000112",
    amount: 250,
    account: "CHURCH",
  });
  const payment = await waitFor(
    "the payment",
    async () =>
      (await getDb().select().from(schema.payments).where(eq(schema.payments.receipt, receipt)))[0],
    Boolean,
    HEALS_WITHIN_MS,
  );
  await signInStaff(page);
  await page.goto(appUrl(`/payments/unmatched/${payment?.id}`));
  const choose = async (part: string, name: string) => {
    await page.getByRole("group", { name: part }).getByRole("combobox").click();
    await page.getByPlaceholder("Name, phone or account number").fill(name);
    await page.getByRole("option", { name }).click();
  };
  await choose("Part 1", String(names[0]));
  await page.getByRole("group", { name: "Part 1" }).getByLabel("Amount").fill("100");
  await expect(page.getByText("KES 150 is left over.")).toBeVisible();
  await page.getByRole("button", { name: "Another customer" }).click();
  await choose("Part 2", String(names[1]));
  await expect(page.getByText("The parts add up to the payment.")).toBeVisible();
  await page.getByRole("button", { name: "Split over 2 customers" }).click();
  await expect(page.getByText("Split", { exact: true }).first()).toBeVisible();
  await page.getByRole("link", { name: String(names[1]) }).click();
  await page.getByRole("tab", { name: /Payments/ }).click();
  await expect(page.getByRole("table", { name: "Payments" })).toContainText("KES 150");
  for (const who of [one, two])
    await waitFor("the session", () => sessionOf(who), Boolean, HEALS_WITHIN_MS);
});
