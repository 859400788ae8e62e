// What several of CMS's own instructions have in common (tests/seeds), by labels only: with script and without.
import type { Page } from "@playwright/test";
import { choose } from "./access.ts";
import { proveSecondFactor } from "./mailbox.ts";
import { expect } from "./page.ts";
import { logIn, NEW_PASSWORD } from "./registration.ts";

export const heading = (page: Page, name: string) => page.getByRole("heading", { level: 1, name });

/** These choices are there, and this is said of each. */
export async function offers(page: Page, choices: Record<string, string>): Promise<void> {
  for (const [name, description] of Object.entries(choices)) {
    await expect(page.getByRole("radio", { name, exact: true })).toHaveAccessibleDescription(new RegExp(escaped(description)));
  }
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

/** From the log-in page, with user ID, password and code, to the first page of somebody without a role. */
export async function logInToWelcome(page: Page, userId: string, scripted = true): Promise<void> {
  await page.context().clearCookies();
  await logIn(page, userId, NEW_PASSWORD, scripted);
  await proveSecondFactor(page);
  await expect(page).toHaveURL(/\/dashboard$/);
  await expect(heading(page, "Welcome to iQIES")).toBeVisible();
}

/** From the page that has just come to the categories. */
export async function toTheCategories(page: Page): Promise<void> {
  await page.getByRole("main").getByRole("link", { name: "Request User Role" }).click();
  await expect(heading(page, "Select a User Category")).toBeVisible();
  await expect(page.getByText("STEP 1", { exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: "Next" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Cancel" })).toBeVisible();
}

/** From the categories to the roles of one. */
export async function toTheRoles(page: Page, category: string): Promise<void> {
  await choose(page, category);
  await page.getByRole("button", { name: "Next" }).click();
  await expect(heading(page, "Select a User Role")).toBeVisible();
  await expect(page.getByText("STEP 2", { exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: "Next" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Previous" })).toBeVisible();
}

/** With the role that was chosen to its organizations. */
export async function toTheOrganizations(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Next" }).click();
  await expect(heading(page, "Add Organizations")).toBeVisible();
  await expect(page.getByText("STEP 3", { exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: "Submit Request" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Previous" })).toBeVisible();
}

/** Submits the request, and reads the banner on My Profile. */
export async function submitRequest(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Submit Request" }).click();
  await expect(heading(page, "My Profile")).toBeVisible();
  await expect(page.getByText("Role Request Submitted")).toBeVisible();
}

/** An official, at a list of requests, approves the one of this user ID; `also` stands on its page. */
export async function approve(official: Page, userId: string, also = userId): Promise<void> {
  await official.getByRole("table").getByRole("row").filter({ hasText: userId }).getByRole("link").click();
  await expect(official.getByRole("heading", { level: 1, name: /^Role request of / })).toBeVisible();
  await expect(official.getByRole("main")).toContainText(also);
  await official.getByRole("button", { name: "Approve" }).click();
  await expect(official.getByText("The request is approved")).toBeVisible();
}

/** All four steps from the page of somebody without a role; `organizations` fills in the third. */
export async function request(page: Page, category: string, role: string, organizations: () => Promise<void>): Promise<void> {
  await toTheCategories(page);
  await toTheRoles(page, category);
  await choose(page, role);
  await toTheOrganizations(page);
  await organizations();
  await submitRequest(page);
}
