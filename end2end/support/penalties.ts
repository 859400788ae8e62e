// Cases of civil money penalties, and the people of the Office of Financial Management.
import { expect, type Browser, type Page } from "@playwright/test";
import { TODAY, plus, shown } from "./day.ts";
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
  // A code counts until the next one is sent: of two tests of the same person, one may have to ask for another.
  await expect(async () => {
    await open(page, address, scripted);
    const prove = page.getByRole("link", { name: "Prove that it is you" });
    if (await prove.count()) {
      await prove.click();
      await proveSecondFactor(page);
      await expect(page).toHaveURL(/\/penalties\//, { timeout: 5_000 });
      await hydrated(page, scripted);
    }
  }).toPass({ intervals: [3_000], timeout: 60_000 });
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

/** Fills the form of an adjustment of today; the kind as it is offered. */
export async function typeAdjustment(page: Page, kind: string, reason: string): Promise<void> {
  await page.getByLabel(/^Kind of reduction/).selectOption({ label: kind });
  await page.getByLabel(/^Date of the reduction/).fill(shown(TODAY));
  await page.getByLabel(/^Reason/).fill(reason);
}

/** The address at which somebody takes an adjustment back that they did not record. */
export async function takeBackAddress(page: Page, address: string, reason: string, scripted = true): Promise<string> {
  await open(page, `${address}?tab=adjustments`, scripted);
  const row = page.getByRole("table").getByRole("row").filter({ hasText: reason });
  return (await row.getByRole("link", { name: /^Take back/ }).getAttribute("href"))!;
}

/** Takes the step back that has this reason, and says why. */
export async function takeStepBack(page: Page, address: string, step: string, why: string, scripted = true): Promise<void> {
  await open(page, `${address}?tab=history`, scripted);
  const row = page.getByRole("table").getByRole("row").filter({ hasText: step });
  await openProven(page, (await row.getByRole("link", { name: /^Take back/ }).getAttribute("href"))!, scripted);
  await page.getByLabel(/^Reason/).fill(why);
  await page.getByRole("button", { name: "Take the step back" }).click();
  await expect(page.getByText("The step is taken back")).toBeVisible();
  await expect(page.getByRole("row").filter({ hasText: step })).toContainText("Taken back");
}

/** Another day for the one since which a case is payable, as the page of its correction shows it. */
export async function correctDay(page: Page, address: string, by: number, reason: string, scripted = true): Promise<void> {
  await openProven(page, `${address}/payable-day`, scripted);
  const since = page.getByRole("main").locator("dt:text-is('Payable since') + dd time");
  const day = new Date((await since.getAttribute("datetime"))!);
  await page.getByLabel(/^Right day/).fill(shown(plus(day, by)));
  await page.getByLabel(/^Reason/).fill(reason);
  await page.getByRole("button", { name: "Correct the payable day" }).click();
  await expect(page.getByText("The payable day is corrected")).toBeVisible();
}

/** A trace number that no other test has. */
export const newTrace = (): string => `T${Date.now()}${Math.floor(Math.random() * 1_000)}`;
