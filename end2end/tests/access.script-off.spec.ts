// Deciding on role requests where the browser runs no script; seeds/003.spec.ts has how one is sent.
import { ask, asked, deciderFromList, decider, grantOf } from "../support/access.ts";
import { newcomer } from "../support/newcomer.ts";
import { expect, test } from "../support/page.ts";

test.describe.configure({ timeout: 150_000 });

test("a request is approved, and the role is removed again", async ({ browser, page }) => {
  const person = await newcomer(page);
  await ask(page, "PBJ Viewer", false);
  const official = await deciderFromList(browser, person, false);
  await official.getByRole("button", { name: "Approve" }).click();
  await expect(official.getByText("The request is approved")).toBeVisible();
  await official.context().close();
  await page.goto("/profile");
  await expect(page.getByRole("table", { name: "Your roles", exact: true })).toContainText("PBJ Viewer");

  const again = await grantOf(browser, person, false);
  await again.getByRole("button", { name: "Remove", exact: true }).click();
  await expect(again.getByRole("alert")).toContainText("Enter the reason");
  await again.getByLabel(/^Reason/).fill("Left us.");
  await again.getByRole("button", { name: "Remove", exact: true }).click();
  await expect(again.getByText("The role is removed")).toBeVisible();
  await again.context().close();
  await page.goto("/profile");
  await expect(page.getByRole("main")).toContainText("You hold no role any more.");
  await expect(page.getByRole("table", { name: /^Your roles that are suspended/ })).toContainText("Left us.");
});

test("a request is rejected with a reason, asked for again and withdrawn", async ({ browser, page }) => {
  const person = await newcomer(page);
  await asked(page, "pbj_submitter");
  const official = await decider(browser, person, false);
  await official.getByRole("button", { name: "Reject" }).click();
  await expect(official.getByRole("alert")).toContainText("Enter the reason");
  await official.getByLabel(/^Reason/).fill("Ask once more.");
  await official.getByRole("button", { name: "Reject" }).click();
  await expect(official.getByText("The request is rejected")).toBeVisible();
  await official.context().close();
  await page.goto("/profile");
  await expect(page.getByRole("main")).toContainText("Ask once more.");

  await ask(page, "PBJ Submitter", false);
  await page.getByRole("button", { name: /^Withdraw the request for PBJ Submitter/ }).click();
  await expect(page.getByText("Your request is withdrawn")).toBeVisible();
});

test("a provider is added, refused and taken off the list", async ({ page }) => {
  await newcomer(page);
  await page.goto("/request-role/organizations?role=pbj_viewer");
  // The button waits for nothing here: the server says what is missing.
  await page.getByRole("button", { name: "Submit Request" }).click();
  await expect(page.getByRole("alert")).toContainText("Add at least one provider.");
  await page.getByLabel("Search for").fill("999999");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  await page.getByLabel("Search for").fill("16E724");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await expect(page.getByText("1 Provider", { exact: true })).toBeVisible();
  await page.getByRole("link", { name: /^Remove/ }).click();
  await expect(page.getByRole("table")).toHaveCount(0);
});

test("the region that was chosen comes back after Previous", async ({ page }) => {
  await newcomer(page);
  await page.goto("/request-role/organizations?category=qio&role=qio_user");
  await page.getByLabel(/^CMS region/).selectOption("region-4");
  await page.getByRole("button", { name: "Previous" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Select a User Role" })).toBeVisible();
  await page.getByRole("button", { name: "Next" }).click();
  await expect(page.getByLabel(/^CMS region/)).toHaveValue("region-4");
});
