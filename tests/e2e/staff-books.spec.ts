import { readFile } from "node:fs/promises";
import { type Download, expect, type Page, test } from "@playwright/test";
import pg from "pg";
import { pdfText } from "../support/pdf-text";
import { productDatabaseUrl } from "../support/product-settings";
import { appUrl, openHandset, ports, signInCustomer, signInStaff } from "./support/journey";

async function download(page: Page, name: RegExp | string): Promise<Download> {
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name }).first().click(),
  ]);
  return file;
}
const textOf = async (file: Download) => pdfText(new Uint8Array(await readFile(await file.path())));

test("the letterhead that an owner sets stands on a bill's PDF, which says what the screen says", async ({
  page,
}) => {
  await signInStaff(page);
  await page.goto(appUrl("/settings/letterhead"));
  await page.getByLabel("Legal name").fill("Savanna Net Limited");
  await page.getByLabel("Address").fill("Ngong Road\nNairobi");
  await page.getByLabel("KRA PIN").fill("not a pin");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("A KRA PIN has a letter, nine digits and a letter.")).toBeVisible();
  await page.getByLabel("KRA PIN").fill("P051234567X");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText(/Letterhead saved/)).toBeVisible();

  await page.goto(appUrl("/bills"));
  await page.getByRole("table", { name: "Bills" }).getByRole("link").first().click();
  const heading = page.getByRole("heading", { name: /^Bill \d{4}-\d{6}$/ });
  await expect(heading).toBeVisible();
  const number = await heading.textContent();
  const text = await textOf(await download(page, "This bill as PDF"));
  for (const words of ["Savanna Net Limited", "Ngong Road", "KRA PIN P051234567X", number ?? ""])
    expect(text).toContain(words);
});

test("a customer's statement ends at the wallet, as page, PDF and CSV", async ({ page }) => {
  await signInStaff(page);
  await page.goto(appUrl("/customers?q=jepkos"));
  await page.getByRole("link", { name: "Naomi Jepkosgei" }).click();
  await page.getByRole("link", { name: "Statement" }).click();
  await page.getByLabel("From").fill("2020-01-01");
  await page.getByRole("button", { name: "Show" }).click();
  await expect(page).toHaveURL(/from=2020-01-01/);
  const table = page.getByRole("table", { name: "Movements of the wallet" });
  await expect(table.getByRole("row").last()).toContainText("Balance after");
  expect(await textOf(await download(page, "This statement as PDF"))).toContain("Naomi Jepkosgei");
  const csv = await readFile(await (await download(page, "This statement as CSV")).path(), "utf8");
  expect(csv.trim().split("\r\n")).toHaveLength(await table.getByRole("row").count());

  await page.getByLabel("To").fill("2019-01-01");
  await page.getByRole("button", { name: "Show" }).click();
  await expect(page.getByText("The last day must not be before the first.")).toBeVisible();
});

test("the books are checked by a press and are in order; debit equals credit", async ({ page }) => {
  await signInStaff(page);
  await page.goto(appUrl("/books"));
  await page.getByRole("button", { name: "Run now" }).click();
  await expect(page.getByText("The books have been checked.")).toBeVisible();
  await expect(page.getByText("The books are in order")).toBeVisible();
  await page.getByRole("link", { name: "Trial balance" }).click();
  const total = page.getByRole("table", { name: "Trial balance" }).getByRole("row").last();
  await expect(total).toContainText("Total");
  const [, debit, credit] = await total.getByRole("cell").allTextContents();
  expect(debit).toMatch(/^[\d,.]+$/);
  expect(credit).toBe(debit);
});

test("a payment that only M-Pesa's statement knows is settled by a press, and a withdrawal is written down", async ({
  page,
}) => {
  await signInStaff(page);
  // The first pull after a start may take its time.
  await expect(async () => {
    await page.goto(appUrl("/reconciliation"));
    await expect(page.getByText(/has been pulled up to/)).toBeVisible({ timeout: 2_000 });
  }).toPass();
  const today = new Intl.DateTimeFormat("en-CA", { timeZone: "Africa/Nairobi" }).format();
  const [year, month, day] = today.split("-");
  const csv = [
    "Receipt No.,Completion Time,Details,Transaction Status,Paid In,Withdrawn,Balance,Other Party Info,A/C No.",
    `UKE2E00001,${day}-${month}-${year} 00:00:01,Pay Bill,Completed,"1,250.00",,1250.00,2547****000 - E2E,NOBODY`,
    `UKE2E00002,${day}-${month}-${year} 00:00:02,Settlement to the bank,Completed,,-500.00,750.00,,`,
    "broken line",
  ].join("\r\n");
  await page
    .getByLabel("Statement from the M-Pesa portal")
    .setInputFiles({ name: "statement.csv", mimeType: "text/csv", buffer: Buffer.from(csv) });
  await page.getByRole("button", { name: "Upload" }).click();
  await expect(page.getByRole("status").getByText("2 lines read, 2 of them new.")).toBeVisible();
  await expect(page.getByText("1 line could not be read").first()).toBeVisible();

  await page.goto(appUrl(`/reconciliation/${today}`));
  const row = page.getByRole("listitem").filter({ hasText: "UKE2E00001" });
  await expect(row).toContainText("M-Pesa received it and we do not have it.");
  await row.getByRole("button", { name: "Settle" }).click();
  await expect(row).toHaveCount(0);
  const left = page.getByRole("listitem").filter({ hasText: "UKE2E00002" });
  await left.getByRole("button", { name: "Write down" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Write down" }).click();
  await expect(dialog.getByText("Say who took it out, and why.")).toBeVisible();
  await dialog.getByLabel("Who took it out, and why").fill("Settled to the bank by the owner");
  await dialog.getByRole("button", { name: "Write down" }).click();
  await expect(left).toHaveCount(0);
});

test("a customer downloads their own receipt and bill, and nobody else's", async ({
  browser,
  page,
}) => {
  const handset = await openHandset(browser, "+254712345678");
  await signInCustomer(page, handset, "0712 345 678");
  await page.goto(appUrl("/portal/bills"));
  expect(await textOf(await download(page, /^Bill .* as PDF$/))).toContain("Amina Wanjiru");
  await page.getByRole("link", { name: "Payments", exact: true }).click();
  expect(await textOf(await download(page, /^Receipt .* as PDF$/))).toContain("What it paid");
  const client = new pg.Client({ connectionString: productDatabaseUrl(ports()) });
  await client.connect();
  const { rows } = await client.query<{ id: string }>(
    "select b.id from bills b join customers c on c.id = b.customer_id where c.name <> 'Amina Wanjiru' limit 1",
  );
  const sessions = await client.query<{ usename: string }>(
    "select distinct usename from pg_stat_activity where datname = 'isp' and application_name = ''",
  );
  await client.end();
  const refused = await page.request.get(appUrl(`/portal/bills/${rows[0]?.id}/pdf`));
  expect(refused.status()).toBe(403);
  // The app is connected, and not as the owner of its tables.
  expect(sessions.rows.map((row) => row.usename)).toContain("isp_app");
});
