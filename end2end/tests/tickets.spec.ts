// Asking the Help Desk, and its answers.
import type { Browser, Page } from "@playwright/test";
import { holds } from "../support/audit.ts";
import { logInAs, PEOPLE, type Person } from "../support/demo.ts";
import { linkMailedTo, messagesTo } from "../support/mailbox.ts";
import { expect, hydrated, open, test } from "../support/page.ts";

const MAIL = `${PEOPLE.submitter.user.toLowerCase()}@example.org`;

/** A browser of somebody else's. */
async function another(browser: Browser, person: Person, address: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await logInAs(page, person);
  await open(page, address);
  return page;
}

test("a question comes to the Help Desk and its answer comes back", async ({ browser, page }) => {
  const subject = `The second page is empty ${Date.now()}`;
  await logInAs(page, "submitter");
  await open(page, "/help");
  await page.getByRole("main").getByRole("link", { name: "Help Desk" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Ask the Help Desk" })).toBeFocused();
  const form = page.getByRole("form", { name: "New ticket" });
  await form.getByRole("button", { name: "Send to the Help Desk" }).click();
  await expect(page).toHaveTitle(/^Error: Ask the Help Desk/);
  await hydrated(page);
  await expect(page.getByRole("alert")).toBeFocused();
  for (const field of [/^Subject/, /^Question/]) {
    await expect(page.getByLabel(field)).toHaveAttribute("aria-invalid", "true");
  }
  await page.getByLabel(/^Subject/).fill(subject);
  await page.getByLabel(/^Question/).fill("It was there yesterday.");
  await form.getByRole("button", { name: "Send to the Help Desk" }).click();
  await expect(page.getByText("The ticket is with the Help Desk")).toBeVisible();
  const own = new URL(page.url()).pathname;
  const number = own.split("/").at(-1)!;
  await holds(page, own);

  const desk = await another(browser, "helpDesk", "/support/tickets?state=open&size=100");
  await desk.getByRole("row", { name: new RegExp(subject) }).getByRole("link").click();
  await expect(desk.getByRole("heading", { level: 1, name: `Ticket ${number}` })).toBeFocused();
  await expect(desk.getByRole("main")).toContainText(PEOPLE.submitter.user);
  await holds(desk, `/support/tickets/${number}`);
  await desk.getByLabel(/^Answer/).fill("Please load it\nonce more.");
  await desk.getByRole("button", { name: "Send the answer" }).click();
  await expect(desk.getByText("The answer is sent")).toBeVisible();
  await desk.context().close();

  await page.goto(own);
  await hydrated(page);
  const answer = page.getByRole("listitem").filter({ hasText: "Please load it" });
  await expect(answer).toContainText("Help Desk");
  await expect(answer).not.toContainText(PEOPLE.helpDesk.name);
  const subjectOfMail = `The Help Desk answered your ticket ${number}`;
  expect(await linkMailedTo(page, MAIL, subjectOfMail)).toBe(own);
  expect((await messagesTo(page, MAIL)).join("")).not.toContain("Please load it");
  await page.getByLabel(/^Your words/).fill("It is there again.");
  await page.getByRole("button", { name: "Close the ticket" }).click();
  await expect(page.getByText("What you wrote is sent, and the ticket is closed")).toBeVisible();
  await expect(page.getByRole("listitem").filter({ hasText: "It is there again." })).toBeVisible();
  await expect(page.getByRole("button", { name: "Close the ticket" })).toBeHidden();
});

test("nobody sees the ticket of somebody else, and only the Help Desk the queue", async ({ page }) => {
  await logInAs(page, "viewer");
  await open(page, "/help/ticket");
  const address = (await page.getByRole("table").getByRole("link").first().getAttribute("href"))!;
  for (const person of ["submitter", "cms", "auditor", "cmsOfficial"] as const) {
    await logInAs(page, person);
    const status = async (path: string) => (await page.request.get(path, { headers: { accept: "text/html" } })).status();
    expect(await status(address), person).toBe(404);
    expect(await status(address.replace("/help/ticket", "/support/tickets")), person).toBe(404);
    expect(await status("/support/tickets"), person).toBe(403);
  }
});
