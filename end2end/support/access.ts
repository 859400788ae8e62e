// Role requests: somebody new who asks, and the security official who decides.
import { expect, type Browser, type Page } from "@playwright/test";
import { logInAs, type Person } from "./demo.ts";
import { read, submit } from "./forms.ts";
import { logInConfirmed } from "./log-in.ts";
import { messagesTo, proveSecondFactor } from "./mailbox.ts";
import type { Newcomer } from "./newcomer.ts";
import { hydrated, open } from "./page.ts";

/** The home whose security official is Dana Whitlock. */
export const HOME = { name: "DAVIS COUNTY HOSPITAL", ccn: "16E724", facilityId: "IA1077" };

/** Chooses, in the first or second step of a request, what has exactly this name. */
export async function choose(page: Page, name: string): Promise<void> {
  await page.getByRole("radio", { name, exact: true }).check();
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

/** The same by HTTP, for tests of what comes after a request. */
export async function asked(page: Page, role: "pbj_viewer" | "pbj_submitter"): Promise<void> {
  await submit(page, `/request-role/organizations?role=${role}&ccn=${HOME.ccn}`, "Submit Request");
}

/** Waits until one message of this subject was sent to somebody. */
export async function mailed(page: Page, email: string, subject: string): Promise<void> {
  await expect(async () => {
    const messages = await messagesTo(page, email);
    expect(messages.filter((message) => message.includes(subject))).toHaveLength(1);
  }).toPass();
}

/** The security official at a page that a list leads to, with a fresh second factor. */
async function confirmed(browser: Browser, list: (page: Page) => Promise<string>, kind: RegExp, scripted: boolean): Promise<Page> {
  const page = await (await browser.newContext({ javaScriptEnabled: scripted })).newPage();
  await logInConfirmed(page, "administrator");
  const address = kind.exec(await read(page, await list(page)))?.[1];
  expect(address, "the list leads to a page").toBeTruthy();
  await open(page, address!, scripted);
  return page;
}

/** The security official at the request of this person. */
export function decider(browser: Browser, { userId }: Newcomer, scripted = true): Promise<Page> {
  return confirmed(browser, (page) => found(page, userId, "/access/requests"), /href="(\/access\/requests\/[0-9a-f-]+)"/, scripted);
}

/** The same, coming there as people do. */
export function deciderFromList(browser: Browser, { userId }: Newcomer, scripted = true): Promise<Page> {
  return fromList(browser, (page) => found(page, userId, "/access/requests"), /./, scripted);
}

/** The security official at the role of this person, coming there in the same way. */
export function grantOf(browser: Browser, { userId }: Newcomer, scripted = true): Promise<Page> {
  return fromList(browser, (page) => found(page, userId), /^Change/, scripted);
}

/** The address of a list with the people whose name or user ID has this in it. It names none of them. */
export async function found(page: Page, words: string, list = "/access/users"): Promise<string> {
  const address = await submit(page, list, "Find people", { q: words });
  expect(address.toLowerCase()).not.toContain(words.toLowerCase());
  return address;
}

/** Somebody who decides, at a list, with a fresh second factor. */
export async function decidingAt(browser: Browser, person: Person, address: string, scripted = true): Promise<Page> {
  const page = await (await browser.newContext({ javaScriptEnabled: scripted })).newPage();
  await logInConfirmed(page, person);
  await open(page, address, scripted);
  return page;
}

/** Ticks the row of this user ID. */
export async function tick(page: Page, userId: string): Promise<void> {
  await page.getByRole("row").filter({ hasText: userId }).getByRole("checkbox", { name: /^Select / }).check();
}

/** From a list to the page behind a link of it, which asks for the second factor, and back. */
async function fromList(browser: Browser, list: (page: Page) => Promise<string>, link: RegExp, scripted: boolean): Promise<Page> {
  const page = await (await browser.newContext({ javaScriptEnabled: scripted })).newPage();
  await logInAs(page, "administrator");
  await open(page, await list(page), scripted);
  await page.getByRole("table").getByRole("link", { name: link }).click();
  await page.getByRole("link", { name: "Prove that it is you" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Two-Factor Authentication" })).toBeVisible();
  await hydrated(page, scripted);
  await proveSecondFactor(page);
  await expect(page).toHaveURL(/\/access\//);
  await hydrated(page, scripted);
  return page;
}

/** Asks as a surveyor of Iowa, by HTTP. */
export async function askedAsSurveyor(page: Page): Promise<void> {
  await submit(page, "/request-role/organizations?role=state_agency_general_user", "Submit Request", { state: "IA", surveyor: "yes" });
}
