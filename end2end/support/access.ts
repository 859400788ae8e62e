// Role requests: somebody new who asks, and the security official who decides.
import { expect, type Browser, type Page } from "@playwright/test";
import { logInAs } from "./demo.ts";
import { newAddress, proveSecondFactor } from "./mailbox.ts";
import { hydrated, open } from "./page.ts";
import { newUserId, toTheAccount, toTheEnd, toTheTerms } from "./registration.ts";

/** The home whose security official is Dana Whitlock. */
export const HOME = { name: "DAVIS COUNTY HOSPITAL", ccn: "16E724", facilityId: "IA1077" };

export interface Newcomer {
  email: string;
  userId: string;
}

/** Registers somebody and leaves them logged in, without a role. */
export async function newcomer(page: Page, scripted = true): Promise<Newcomer> {
  const [email, userId] = [newAddress(), newUserId()];
  await toTheAccount(page, email, scripted);
  await toTheTerms(page, userId);
  await toTheEnd(page, email);
  return { email, userId };
}

/** Chooses, in the first or second step of a request, what has exactly this name. */
export async function choose(page: Page, name: string): Promise<void> {
  await page.locator("label").and(page.getByText(name, { exact: true })).click();
  await expect(page.getByRole("radio", { name, exact: true })).toBeChecked();
}

/** Adds a provider in the third step. */
export async function add(page: Page, by: "CCN" | "Facility ID", number: string): Promise<void> {
  await page.getByLabel("Search By").selectOption({ label: by });
  await page.getByLabel("Search for").fill(number);
  await page.getByRole("button", { name: "Add", exact: true }).click();
}

/** Asks for a role of the category Provider at the home, and ends at My Profile. */
export async function ask(page: Page, role: string, scripted = true): Promise<void> {
  await open(page, "/request-role/role?category=provider", scripted);
  await choose(page, role);
  await page.getByRole("button", { name: "Next" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Add Organizations" })).toBeVisible();
  await hydrated(page, scripted);
  await add(page, "CCN", HOME.ccn);
  await expect(page.getByText("1 Provider", { exact: true })).toBeVisible();
  await hydrated(page, scripted);
  await page.getByRole("button", { name: "Submit Request" }).click();
  await expect(page.getByText("Role Request Submitted")).toBeVisible();
  await hydrated(page, scripted);
}

/** Waits until a message of this subject was sent to somebody. */
export async function mailed(page: Page, email: string, subject: string): Promise<void> {
  await expect(async () => {
    await page.goto(`/demo/mailbox?to=${encodeURIComponent(email)}`);
    await expect(page.getByRole("article").filter({ hasText: subject })).toHaveCount(1, { timeout: 1_000 });
  }).toPass();
}

/** The security official in a browser of their own, at a page that a list's row leads to, with a fresh second factor. */
async function official(browser: Browser, list: string, link: RegExp, scripted: boolean): Promise<Page> {
  const page = await (await browser.newContext({ javaScriptEnabled: scripted })).newPage();
  await logInAs(page, "administrator");
  await open(page, list, scripted);
  await page.getByRole("table").getByRole("link", { name: link }).click();
  await page.getByRole("link", { name: "Prove that it is you" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Two-Factor Authentication" })).toBeVisible();
  await hydrated(page, scripted);
  await proveSecondFactor(page);
  await expect(page).toHaveURL(/\/access\//);
  await hydrated(page, scripted);
  return page;
}

/** The security official at the request of this person. */
export function decider(browser: Browser, { userId }: Newcomer, scripted = true): Promise<Page> {
  return official(browser, `/access/requests?q=${userId}`, /./, scripted);
}

/** The security official at the role of this person. */
export function grantOf(browser: Browser, { userId }: Newcomer, scripted = true): Promise<Page> {
  return official(browser, `/access/grants?q=${userId}`, /^Change/, scripted);
}
