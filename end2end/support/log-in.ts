// Logging in step by step, as people outside of the demonstration do.
import type { Page } from "@playwright/test";
import { PASSWORD } from "./demo.ts";
import { open } from "./page.ts";

/** User ID and password, as far as they lead. */
export async function typePassword(page: Page, user: string, scripted = true): Promise<void> {
  await open(page, "/login", scripted);
  await page.getByLabel("User ID").fill(user);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByText(/^I have read the full privacy and security notice/).click();
  await page.getByRole("button", { name: "Log In", exact: true }).click();
}
