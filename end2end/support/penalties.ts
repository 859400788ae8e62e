// Cases of civil money penalties, and the people of the Office of Financial Management.
import { expect, type Browser, type Page } from "@playwright/test";
import { TODAY, shown } from "./day.ts";
import { logInAs, type Person } from "./demo.ts";
import { proveSecondFactor } from "./mailbox.ts";
import { hydrated, open } from "./page.ts";

/** The first case of a filter, as the list links to it. */
export async function firstCase(page: Page, filter: string, scripted = true): Promise<string> {
  await open(page, `/penalties?${filter}`, scripted);
  const link = page.getByRole("table").getByRole("rowheader").getByRole("link").first();
  return (await link.getAttribute("href"))!;
}

/** Somebody in a browser of their own. */
export async function someone(browser: Browser, person: Person, scripted = true): Promise<Page> {
  const page = await (await browser.newContext({ javaScriptEnabled: scripted })).newPage();
  await logInAs(page, person);
  return page;
}

/** At an address of the ledger, with a second factor of a moment ago. */
export async function openProven(page: Page, address: string, scripted = true): Promise<void> {
  await open(page, address, scripted);
  const prove = page.getByRole("link", { name: "Prove that it is you" });
  if (await prove.count()) {
    await prove.click();
    await proveSecondFactor(page);
    await expect(page).toHaveURL(/\/penalties\//);
    await hydrated(page, scripted);
  }
}

/** Fills the form of a payment that came today. The trace number is one that no other test has. */
export async function typePayment(page: Page, amount: string, trace: string): Promise<void> {
  await page.getByLabel(/^Amount/).fill(amount);
  await page.getByLabel(/^Received on/).fill(shown(TODAY));
  await page.getByLabel(/^Method/).selectOption({ label: "Check" });
  await page.getByLabel(/^Check or trace number/).fill(trace);
}

/** Chooses the next status of a case, with a reason. */
export async function typeStep(page: Page, state: string, reason: string): Promise<void> {
  await page.getByLabel(/^Next status/).selectOption({ label: state });
  await page.getByLabel(/^Reason/).fill(reason);
}

/** Fills the form of a refund that was sent today. */
export async function typeRefund(page: Page, amount: string, trace: string): Promise<void> {
  await page.getByLabel(/^Amount/).fill(amount);
  await page.getByLabel(/^Sent back on/).fill(shown(TODAY));
  await page.getByLabel(/^Check or trace number/).fill(trace);
}

/** A trace number that no other test has. */
export const newTrace = (): string => `T${Date.now()}${Math.floor(Math.random() * 1_000)}`;
