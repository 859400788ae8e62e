// Identity proofing: the simulated one as an applicant goes through it, and the Help Desk that decides the other.
import { expect, type Browser, type Page } from "@playwright/test";
import { logInConfirmed } from "./log-in.ts";
import { open } from "./page.ts";

/** A document that can be sent. */
export const PASSPORT = { name: "passport.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.4\n%%EOF\n") };

/** What the page tells of the invented person. */
const facts = (page: Page) => page.getByRole("main").getByRole("listitem").filter({ hasText: "The invented person" }).allInnerTexts();

/** For each question which of its choices is the one that the facts tell. */
export async function rightChoices(page: Page): Promise<number[]> {
  const told = (await facts(page)).join(" ").toLowerCase();
  const right: number[] = [];
  for (const question of await page.getByRole("group").all()) {
    const choices = await question.locator("label").allInnerTexts();
    right.push(choices.findIndex((words) => told.includes(` ${words.toLowerCase()}.`)));
  }
  return right;
}

/** Answers each question: with what the facts tell, or with something else. */
export async function answer(page: Page, right: boolean): Promise<void> {
  await expect(page.getByRole("heading", { level: 2, name: "Questions" })).toBeVisible();
  for (const [index, choice] of (await rightChoices(page)).entries()) {
    const other = choice === 0 ? 1 : 0;
    await page.getByRole("group").nth(index).getByRole("radio").nth(right ? choice : other).check();
  }
  await page.getByRole("button", { name: "Submit" }).click();
}

/** The Help Desk in a browser of its own, with a fresh second factor. */
export async function helpDesk(browser: Browser, address: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await logInConfirmed(page, "helpDesk");
  await open(page, address);
  return page;
}
