// The Help Desk finds people and helps them.
import { asked, found, mailed } from "../support/access.ts";
import { holdsAsShown } from "../support/audit.ts";
import { logInAs, PEOPLE } from "../support/demo.ts";
import { logInConfirmed } from "../support/log-in.ts";
import { newcomer } from "../support/newcomer.ts";
import { expect, hydrated, open, test } from "../support/page.ts";

// Several audit pages on the way.
test.describe.configure({ timeout: 150_000 });

test("somebody is found, and a link for a new password goes to their mailbox", async ({ browser, page }) => {
  const person = await newcomer(page);
  await asked(page, "pbj_viewer");
  const desk = await (await browser.newContext()).newPage();
  await logInConfirmed(desk, "helpDesk");
  await open(desk, "/support/people");
  const asks: string[] = [];
  desk.on("request", (request) => asks.push(request.url()));
  await desk.getByLabel("Name, user ID or e-mail address").fill(person.email);
  await desk.getByRole("button", { name: "Search" }).click();
  await expect(desk.getByRole("status").filter({ hasText: "1 person found." })).toBeVisible();
  await hydrated(desk);
  await holdsAsShown(desk);
  await desk.getByRole("table").getByRole("link", { name: "Anne Somogyi" }).click();
  await expect(desk.getByRole("heading", { level: 1, name: "Anne Somogyi" })).toBeVisible();
  await hydrated(desk);
  expect(asks.filter((url) => decodeURIComponent(url).includes(person.email))).toEqual([]);

  // Factors are masked; pending requests name who decides; mails say what became of them.
  const factors = desk.getByRole("table", { name: "Second factors" });
  await expect(factors).toContainText(`${person.email[0]}•••@`);
  await expect(factors).not.toContainText(person.email);
  await expect(desk.getByRole("table", { name: "Pending requests, with who decides" })).toContainText(PEOPLE.administrator.name);
  await expect(desk.getByRole("table", { name: /^The last messages/ })).toContainText("In the demonstration's mailbox");
  await expect(desk.getByRole("main")).toContainText("Not locked");
  await expect(desk.getByRole("button", { name: "Unlock" })).toHaveCount(0);
  await holdsAsShown(desk);

  await desk.getByRole("button", { name: "Mail the link" }).click();
  await expect(desk).toHaveTitle(/^Error: Anne Somogyi/);
  await hydrated(desk);
  await desk.getByLabel(/^Reason for a new password/).fill("Called back at the number of the account.");
  await desk.getByRole("button", { name: "Mail the link" }).click();
  await expect(desk.getByRole("status").filter({ hasText: "Mailed a link for a new password" })).toBeVisible();
  await expect(desk.getByRole("table", { name: "What the Help Desk did" })).toContainText("Called back at the number of the account.");
  await mailed(page, person.email, "Choose a new password");
  await desk.context().close();
});

test("identity proofing begins anew for somebody who lost every device", async ({ browser, page }) => {
  const person = await newcomer(page);
  const desk = await (await browser.newContext()).newPage();
  await logInConfirmed(desk, "productionControl");
  await open(desk, await found(desk, person.userId, "/support/people"));
  await desk.getByRole("table").getByRole("link", { name: "Anne Somogyi" }).click();
  await expect(desk.getByRole("heading", { level: 1, name: "Anne Somogyi" })).toBeVisible();
  await hydrated(desk);
  await desk.getByLabel("How you made sure who the person is").selectOption({ index: 1 });
  await desk.getByLabel(/^Record/).fill("Seen on video today.");
  await desk.getByRole("button", { name: "Start identity proofing anew" }).click();
  await expect(desk.getByRole("status").filter({ hasText: "Began the identity proofing anew" })).toBeVisible();
  await hydrated(desk);
  await expect(desk.getByRole("main")).toContainText("Identity proofing comes next");
  await mailed(page, person.email, "Your identity is to be proofed again");
  await desk.context().close();
});

test("nobody helps themselves, and nobody else looks at people", async ({ page }) => {
  await logInConfirmed(page, "helpDesk");
  await open(page, await found(page, PEOPLE.helpDesk.user, "/support/people"));
  await page.getByRole("table").getByRole("link", { name: PEOPLE.helpDesk.name }).click();
  await expect(page.getByRole("main")).toContainText("This is your own account: a colleague helps you.");
  await expect(page.getByRole("button", { name: "Mail the link" })).toHaveCount(0);
  const address = page.url();
  await logInAs(page, "cmsOfficial");
  for (const closed of ["/support/people", address]) {
    const answer = await page.goto(closed);
    expect(answer!.status(), closed).toBe(403);
  }
});

test("a role that somebody holds leads to viewing as that role at that organization", async ({ page }) => {
  await logInConfirmed(page, "helpDesk");
  await open(page, await found(page, PEOPLE.submitter.user, "/support/people"));
  await page.getByRole("table").getByRole("link", { name: PEOPLE.submitter.name }).click();
  await page.getByRole("link", { name: /^View as this role PBJ Submitter at / }).click();
  await expect(page.getByRole("heading", { level: 1, name: "View as a role" })).toBeVisible();
  await expect(page.getByRole("combobox", { name: /^Role/ })).toHaveValue("pbj_submitter");
  await expect(page.getByRole("textbox", { name: /^CCN/ })).toHaveValue(/^[0-9A-Z]{6}$/);
});
