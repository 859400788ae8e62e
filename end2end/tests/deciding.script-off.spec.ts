// Deciding on several requests and confirming roles where the browser runs no script.
import { asked, decidingAt, tick } from "../support/access.ts";
import { PEOPLE } from "../support/demo.ts";
import { newcomer } from "../support/newcomer.ts";
import { expect, test } from "../support/page.ts";

test.describe.configure({ timeout: 150_000 });

test("several requests are decided together", async ({ browser, page }) => {
  const person = await newcomer(page);
  await asked(page, "pbj_viewer");
  const official = await decidingAt(browser, "administrator", "/access/requests?size=100", false);
  await official.getByRole("button", { name: "Reject those ticked" }).click();
  await expect(official.getByRole("alert")).toContainText("Tick at least one request.");
  await tick(official, person.userId);
  await official.getByRole("button", { name: "Reject those ticked" }).click();
  await expect(official.getByRole("heading", { level: 1, name: "Reject requests" })).toBeVisible();
  await official.getByRole("button", { name: "Reject 1 request" }).click();
  await expect(official.getByRole("alert")).toContainText("Enter the reason");
  await official.getByLabel(/^Reason/).fill("Not yet.");
  await official.getByRole("button", { name: "Reject 1 request" }).click();
  await expect(official.getByText("1 of 1 requests rejected")).toBeVisible();
  await official.context().close();
  await page.goto("/profile");
  await expect(page.getByRole("main")).toContainText("Not yet.");
});

test("a role that is to be removed asks for a reason first", async ({ browser }) => {
  const official = await decidingAt(browser, "stateOfficial", "/access/recertification", false);
  await official.getByRole("button", { name: "Keep those ticked" }).click();
  await expect(official.getByRole("alert")).toContainText("Tick at least one role.");
  await tick(official, PEOPLE.state.user);
  await official.getByRole("button", { name: "Remove those ticked" }).click();
  await expect(official.getByRole("heading", { level: 1, name: "Remove roles" })).toBeVisible();
  await official.getByRole("button", { name: "Remove 1 role" }).click();
  await expect(official.getByRole("alert")).toContainText("Enter the reason");
  await expect(official.getByRole("main")).toContainText(PEOPLE.state.user);
  await official.context().close();
});
