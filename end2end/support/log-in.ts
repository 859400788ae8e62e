// Logging in with a password or a second factor, as people outside of the demonstration do.
import type { Page } from "@playwright/test";
import { PASSWORD, PEOPLE, logInAs, type Person } from "./demo.ts";
import { submit } from "./forms.ts";
import { codeMailedTo } from "./mailbox.ts";
import { expect, open } from "./page.ts";

/** User ID and password, as far as they lead. */
export async function typePassword(page: Page, user: string, scripted = true): Promise<void> {
  await open(page, "/login", scripted);
  await page.getByLabel("User ID").fill(user);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByLabel(/^I have read the full privacy and security notice/).check();
  await page.getByRole("button", { name: "Log In", exact: true }).click();
}

/** Logs in without a page, with a second factor proven a moment ago: what changes access asks for it. */
export async function logInConfirmed(page: Page, person: Person): Promise<void> {
  await logInAs(page, person);
  await submit(page, "/login/device", "Choose a device");
  await submit(page, "/login/code", "Enter Code", async (html) => {
    const reference = /class="q-reference"[^>]*>([^<]+)</.exec(html)?.[1];
    expect(reference, "the reference of the code").toBeTruthy();
    return { code: await codeMailedTo(page, `${PEOPLE[person].user.toLowerCase()}@example.org`, reference) };
  });
}
