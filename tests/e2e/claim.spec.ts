import { type Browser, expect, type Page, test } from "@playwright/test";
import { daraja } from "./support/heal-world";
import { appUrl, openHandset, phonePage, signInCustomer, signInStaff } from "./support/journey";

const JANE = { typed: "0725 100 206", phone: "+254725100206" };

/** She pays the Paybill by hand, and M-Pesa tells us nothing. Resolves to the code of her message. */
async function payUnheard(account: string, amount: number): Promise<string> {
  const direct = { phone: JANE.phone, amount, account, faults: [{ name: "F3" }] };
  return (await daraja<{ receipt: string }>("c2b", direct)).receipt;
}

async function typeCode(page: Page, code: string) {
  await page.getByLabel("M-Pesa code").fill(code);
  await page.getByRole("button", { name: "Check this code" }).click();
}

async function signedIn(browser: Browser): Promise<Page> {
  const page = await phonePage(browser);
  await signInCustomer(page, await openHandset(browser, JANE.phone), JANE.typed);
  return page;
}

test("who has paid already types the code, and the money counts; staff send it back", async ({
  browser,
}) => {
  const page = await signedIn(browser);
  const number = page.getByText(/Your account number is/).locator("span");
  const account = (await number.textContent()) ?? "";
  await page.getByRole("link", { name: /I have paid already/ }).click();
  await typeCode(page, "12 34");
  await expect(page.getByText(/10 letters and digits, like/)).toBeVisible();
  await typeCode(page, "ZZZZ999ZZZ");
  await expect(page.getByRole("heading", { name: "Not found" })).toBeVisible();
  await page.getByRole("link", { name: "Try another code" }).click();
  const code = await payUnheard(account, 1500);
  await typeCode(page, code.toLowerCase());
  // By M-Pesa's answer, or by its list, which may just have been fetched.
  await expect(page.getByText(/KES 1,500 (of .*)?is in (your|this) account/)).toBeVisible();

  await page.getByRole("button", { name: "Menu" }).click();
  await page.getByRole("menuitem", { name: "I have paid already" }).click();
  await typeCode(page, code);
  await expect(page.getByText(/is in this account already/)).toBeVisible();

  const staff = await (await browser.newContext()).newPage();
  await signInStaff(staff);
  await staff.goto(appUrl("/payments/requests"));
  const unknown = staff.getByRole("row").filter({ hasText: "ZZZZ999ZZZ" });
  await expect(unknown.first()).toContainText("M-Pesa does not know this code");
  await staff.goto(appUrl(`/payments?q=${code}`));
  await staff.getByRole("link", { name: code }).click();
  await staff.getByRole("button", { name: "Reverse…" }).click();
  await staff.getByLabel("Why").fill("Paid by mistake");
  await staff.getByRole("button", { name: "Ask M-Pesa to send it back" }).click();
  await expect(staff.getByText("Reversed in the books")).toBeVisible();
  await expect(staff.getByText(/Paid by mistake\. M-Pesa's receipt is/)).toBeVisible();
});
