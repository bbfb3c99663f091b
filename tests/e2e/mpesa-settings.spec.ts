import { expect, test } from "@playwright/test";
import { DEMO_DARAJA } from "@/scripts/start/demo";
import { appUrl, signInStaff } from "./support/journey";

test("who may change settings enters the API user's password, which is not shown again; others see no button", async ({
  page,
}) => {
  await signInStaff(page);
  await page.goto(appUrl("/settings/mpesa"));
  await page.getByRole("button", { name: "Set new password…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog.getByText("Enter the API user's name.")).toBeVisible();
  await expect(dialog.getByText("Enter the API user's password.")).toBeVisible();
  await dialog.getByLabel("API user's name").fill(DEMO_DARAJA.initiatorName);
  const password = dialog.getByLabel("Password");
  await expect(password).toHaveAttribute("type", "password");
  await password.fill(DEMO_DARAJA.initiatorPassword);
  await dialog.getByLabel("M-Pesa's certificate").fill("no certificate");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog.getByText("This is not M-Pesa's certificate (a PEM file).")).toBeVisible();
  await dialog.getByLabel("M-Pesa's certificate").fill("");
  await dialog.getByRole("button", { name: "Save" }).click();
  // The demo's own, so that the demo goes on.
  await expect(dialog.getByText(/This is what we have already/)).toBeVisible();
  await page.reload();
  await expect(page.getByText(/days left/)).toBeVisible();
  expect(await page.content()).not.toContain(DEMO_DARAJA.initiatorPassword);

  await page.context().clearCookies();
  await signInStaff(page, "finance");
  await page.goto(appUrl("/settings/mpesa"));
  await expect(page.getByText("Initiator password")).toBeVisible();
  await expect(page.getByRole("button", { name: "Set new password…" })).toHaveCount(0);
});
