import { expect, test } from "@playwright/test";
import { appUrl, signInStaff } from "./support/journey";

test("a callback that changed nothing is looked at, finished with a note, and found again under Done", async ({
  page,
}) => {
  const mark = `ws_CO_${Date.now().toString(36)}`;
  const sent = await page.request.post(appUrl(`/api/hooks/pay/stk/nobody-${mark}`), {
    data: { Body: { stkCallback: { CheckoutRequestID: mark, ResultCode: 0 } } },
  });
  expect(sent.ok()).toBe(true);
  await signInStaff(page, "support");
  await page.goto(appUrl(`/payments/callbacks?q=${mark}`));
  const table = page.getByRole("table", { name: "Quarantined callbacks" });
  await expect(table).toContainText("The secret in its address is unknown.");
  await table.getByText("What was sent").click();
  await expect(table.getByText(mark)).toBeVisible();

  await table.getByRole("button", { name: "Done, with a note…" }).click();
  const dialog = page.getByRole("dialog", { name: "Done with this callback?" });
  await dialog.getByRole("button", { name: "It is done" }).click();
  await expect(dialog.getByText("Write what was done about it")).toBeVisible();
  await dialog.getByLabel("What was done about it").fill("No such payment in the portal");
  await dialog.getByRole("button", { name: "It is done" }).click();
  await expect(page.getByText("Nothing matches. Try other words.")).toBeVisible();

  await page.getByRole("combobox", { name: "Status" }).click();
  await page.getByRole("option", { name: /^Done/ }).click();
  await expect(table).toContainText("No such payment in the portal");
  await expect(table.getByRole("button", { name: "Done, with a note…" })).toHaveCount(0);
});
