import { logInAs } from "../support/demo.ts";
import { authenticatorOf } from "../support/devices.ts";
import { logInConfirmed } from "../support/log-in.ts";
import { proveSecondFactor } from "../support/mailbox.ts";
import { accessible, expect, fitsItsWidth, hydrated, open, test } from "../support/page.ts";
import type { Page } from "@playwright/test";

/** One click logs in without a second factor, and a change of devices asks for it: here it is proven already. */
async function confirmed(page: Page, address: string): Promise<void> {
  await logInConfirmed(page, "viewer");
  await open(page, address);
}

test("a change of devices asks for the second factor first, and comes back", async ({ page }) => {
  await logInAs(page, "viewer");
  await open(page, "/devices/add/email");
  await proveSecondFactor(page);
  await expect(page).toHaveURL(/\/devices\/add\/email$/);
  await expect(page.getByRole("heading", { level: 1, name: "Add a device: E-mail" })).toBeVisible();
});

test("an authenticator app is set up with its typed key, named anew and removed", async ({ page }) => {
  await confirmed(page, "/devices/add/authenticator");
  const name = `Phone ${Date.now()}`;
  await page.getByLabel("Name (optional)").fill(name);
  await page.getByRole("button", { name: "Next" }).click();
  await hydrated(page);
  await expect(page.getByRole("img", { name: /^QR code/ })).toBeVisible();
  await accessible(page);
  const app = await authenticatorOf(page);
  await page.getByLabel("Security Code").fill(app.code());
  await page.getByRole("button", { name: "Submit" }).click();
  await expect(page.getByRole("status").filter({ hasText: "The device is set up" })).toBeVisible();
  const row = page.getByRole("row").filter({ hasText: name });
  await expect(row).toContainText("Authenticator app");

  await row.getByRole("link", { name: `Rename ${name}` }).click();
  await page.getByLabel(/^Name/).fill(`${name} (old)`);
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("link", { name: `Remove ${name} (old)` }).click();
  await page.getByRole("button", { name: "Remove" }).click();
  await expect(page.getByText("The device is removed")).toBeVisible();
  await expect(page.getByRole("row").filter({ hasText: name })).toHaveCount(0);
});

test("backup codes are shown once, and fit small screens and paper", async ({ page }) => {
  await confirmed(page, "/devices/show/backup-codes");
  await open(page, "/devices");
  await page.getByRole("button", { name: "Make backup codes" }).click();
  await expect(page.getByRole("listitem").locator("code")).toHaveCount(10);
  await page.setViewportSize({ width: 320, height: 800 });
  await fitsItsWidth(page);
  await page.reload();
  await expect(page.getByText("Backup codes are shown once")).toBeVisible();
});

test("one sees where one is logged in, and ends it there", async ({ page, browser }) => {
  await logInAs(page, "vendor");
  // A browser that no other test has.
  const elsewhere = await browser.newContext({
    userAgent: "Mozilla/5.0 (iPad; CPU OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Safari/604.1",
  });
  const other = await elsewhere.newPage();
  await logInAs(other, "vendor");
  await open(page, "/profile/sessions");
  await expect(page.getByRole("row").filter({ hasText: "This session" })).toHaveCount(1);
  await page.getByRole("button", { name: "End the session in Safari on an iPad" }).first().click();
  await expect(page).toHaveURL(/\/profile\/sessions$/);
  await other.goto("/dashboard");
  await expect(other).toHaveURL(/\/login/);
  await elsewhere.close();
});
