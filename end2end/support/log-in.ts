// Logging in step by step, as people outside of the demonstration do.
import type { Page } from "@playwright/test";
import { PASSWORD } from "./demo.ts";
import { expect, open } from "./page.ts";

/** User ID and password, as far as they lead. */
export async function typePassword(page: Page, user: string, scripted = true): Promise<void> {
  await open(page, "/login", scripted);
  await page.getByLabel("User ID").fill(user);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByText(/^I have read the full privacy and security notice/).click();
  await page.getByRole("button", { name: "Log In", exact: true }).click();
}

/** The second factor of whoever is asked for it: the code that was mailed last. */
export async function proveByMail(page: Page, email: string): Promise<void> {
  await expect(page.getByRole("heading", { level: 1, name: "Two-Factor Authentication" })).toBeVisible();
  await page.getByRole("button", { name: "Send Code" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Enter Code" })).toBeVisible();
  const mailbox = await page.request.get(`/demo/mailbox?to=${encodeURIComponent(email)}`);
  const code = /Code: <code[^>]*>(\d{8})</.exec(await mailbox.text());
  await page.getByLabel("Security Code").fill(code![1]);
  await page.getByRole("button", { name: "Submit" }).click();
}
