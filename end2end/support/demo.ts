// The demonstration that the tests run against: its day and its people.
import type { Page } from "@playwright/test";
import { expect } from "./page.ts";

/** `--today` of the instance under test: SRDEMO01's quarter 4 of 2026 is open. */
export const TODAY = "2026-11-10";

/** Where the public sample data lies; tests that need it say so when it is absent. */
export const DATA = process.env.OPENQIES_DATA ?? "../../shared/data";

/** Signs in as a demo person with the one-click button that the log-in page offers. */
export async function logInAs(page: Page, name: string): Promise<void> {
  await page.goto("/login");
  await page.getByRole("button", { name: new RegExp(`Log in as ${name}`) }).click();
  await expect(page).toHaveURL(/\/dashboard/);
}
