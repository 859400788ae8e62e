// The simulated identity proofing, as an applicant goes through it.
import { expect, type Page } from "@playwright/test";

/** What the page tells of the invented person. */
const facts = (page: Page) => page.getByRole("main").getByRole("listitem").filter({ hasText: "The invented person" }).allInnerTexts();

/** Answers each question: with what the facts tell, or with something else. */
export async function answer(page: Page, right: boolean): Promise<void> {
  await expect(page.getByRole("heading", { level: 2, name: "Questions" })).toBeVisible();
  const told = (await facts(page)).join(" ").toLowerCase();
  for (const question of await page.getByRole("group").all()) {
    for (const label of await question.locator("label").all()) {
      const words = (await label.innerText()).toLowerCase();
      if (told.includes(` ${words}.`) === right) {
        await label.click();
        break;
      }
    }
  }
  await page.getByRole("button", { name: "Submit" }).click();
}
