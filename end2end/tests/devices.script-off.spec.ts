// Devices of the second factor where the browser runs no script: added, used at a log-in and removed.
import { authenticatorOf, chooseDevice } from "../support/devices.ts";
import { newcomer } from "../support/newcomer.ts";
import { expect, test } from "../support/page.ts";
import { logIn, NEW_PASSWORD } from "../support/registration.ts";
import type { Page } from "@playwright/test";

/** Somebody new at their devices, whose second factor was proven a moment ago. */
async function someone(page: Page): Promise<string> {
  const { userId } = await newcomer(page);
  await page.goto("/devices");
  return userId;
}

/** From the log-in page to the code of the device whose entry begins with these words. */
async function logInWith(page: Page, userId: string, words: string): Promise<void> {
  await page.context().clearCookies();
  await logIn(page, userId, NEW_PASSWORD, false);
  await expect(page.getByRole("heading", { level: 1, name: "Two-Factor Authentication" })).toBeVisible();
  await chooseDevice(page, words);
  await expect(page.getByRole("heading", { level: 1, name: "Enter Code" })).toBeVisible();
}

async function submit(page: Page, code: string): Promise<void> {
  await page.getByLabel("Security Code").fill(code);
  await page.getByRole("button", { name: "Submit" }).click();
}

test("an authenticator app is added, logs in, gets another name and is removed", async ({ page }) => {
  const userId = await someone(page);
  await page.getByRole("main").getByRole("link", { name: "Authenticator app", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Add a device: Authenticator app" })).toBeVisible();
  await page.getByLabel("Name (optional)").fill("Phone");
  await page.getByRole("button", { name: "Next" }).click();
  await expect(page.getByRole("img", { name: /^QR code/ })).toBeVisible();
  const app = await authenticatorOf(page);
  // The button waits for nothing here: the server says what is missing.
  await page.getByRole("button", { name: "Submit" }).click();
  await expect(page.getByRole("alert")).toContainText("Enter the security code.");
  await submit(page, app.code());
  await expect(page.getByText("The device is set up")).toBeVisible();
  await expect(page.getByRole("row").filter({ hasText: "Phone" })).toContainText("Authenticator app");

  await logInWith(page, userId, "Phone");
  await expect(page.getByRole("main")).toContainText("No code was sent: your authenticator app shows one");
  await submit(page, app.code());
  await expect(page).toHaveURL(/\/dashboard$/);

  await page.goto("/devices");
  await page.getByRole("link", { name: "Rename Phone" }).click();
  await page.getByLabel(/^Name/).fill("Old phone");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("The device has a new name")).toBeVisible();
  await page.getByRole("link", { name: "Remove Old phone" }).click();
  await page.getByRole("button", { name: "Remove" }).click();
  await expect(page.getByText("The device is removed")).toBeVisible();
  await expect(page.getByRole("row").filter({ hasText: "Old phone" })).toHaveCount(0);
});

test("backup codes are made, each logs in once, and they are removed", async ({ page }) => {
  const userId = await someone(page);
  await page.getByRole("button", { name: "Make backup codes" }).click();
  const codes = page.getByRole("listitem").locator("code");
  await expect(codes).toHaveCount(10);
  const [first, second] = await codes.allInnerTexts();
  await page.getByRole("link", { name: "I have kept them" }).click();
  const row = page.getByRole("row").filter({ hasText: "Backup codes" });
  await expect(row).toContainText("10 left");

  await logInWith(page, userId, "Backup codes");
  await expect(page.getByRole("main")).toContainText("No code was sent: type one of your backup codes.");
  await submit(page, first);
  await expect(page).toHaveURL(/\/dashboard$/);
  await logInWith(page, userId, "Backup codes");
  await submit(page, first);
  await expect(page.getByRole("alert")).toContainText("This is not the code");
  await submit(page, second);
  await expect(page).toHaveURL(/\/dashboard$/);

  await page.goto("/devices");
  await expect(row).toContainText("8 left");
  await row.getByRole("link", { name: /^Remove/ }).click();
  await page.getByRole("button", { name: "Remove" }).click();
  await expect(page.getByText("The device is removed")).toBeVisible();
  await expect(row).toHaveCount(0);
});
