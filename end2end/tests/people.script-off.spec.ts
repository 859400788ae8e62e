// The Help Desk finds people and helps them where the browser runs no script.
import { mailed } from "../support/access.ts";
import { logInConfirmed } from "../support/log-in.ts";
import { newcomer } from "../support/newcomer.ts";
import { expect, test } from "../support/page.ts";

test.describe.configure({ timeout: 150_000 });

test("somebody is found, and a link for a new password goes to their mailbox", async ({ browser, page }) => {
  const person = await newcomer(page);
  const desk = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await logInConfirmed(desk, "helpDesk");
  await desk.goto("/support/people");
  await desk.getByLabel("Name, user ID or e-mail address").fill("ab");
  await desk.getByRole("button", { name: "Search" }).click();
  await expect(desk.getByRole("main")).toContainText("Enter at least 3 characters.");
  await desk.getByLabel("Name, user ID or e-mail address").fill(person.userId);
  await desk.getByRole("button", { name: "Search" }).click();
  await desk.getByRole("table").getByRole("link", { name: "Anne Somogyi" }).click();
  await desk.getByRole("button", { name: "Mail the link" }).click();
  await expect(desk.getByRole("alert")).toContainText("Enter why");
  await desk.getByLabel(/^Reason for a new password/).fill("Called back.");
  await desk.getByRole("button", { name: "Mail the link" }).click();
  await expect(desk.getByRole("main")).toContainText("Mailed a link for a new password");
  await mailed(page, person.email, "Choose a new password");
  await desk.context().close();
});
