// Going from one category of roles to another.
import type { Page } from "@playwright/test";
import { BASE_URL } from "./demo.ts";
import { expect } from "./page.ts";

/** Makes a category active, whichever was last: the person is shared with other tests, each of which has a session of its own. */
export async function workIn(page: Page, category: "state_agency" | "cms"): Promise<void> {
  const answer = await page.request.post("/switch-category", {
    form: { category },
    headers: { Origin: new URL(BASE_URL).origin },
    maxRedirects: 0,
  });
  expect(answer.status(), "the switch").toBe(303);
}

/** Goes on in another category, in the user menu. */
export async function goOnAs(page: Page, name: "State Agency" | "CMS"): Promise<void> {
  await page.getByLabel("User menu").click();
  await page.getByRole("button", { name: `Go on as ${name}` }).click();
  await expect(page).toHaveURL(/\/dashboard$/);
}
