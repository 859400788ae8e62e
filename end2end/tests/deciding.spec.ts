// What those who decide do beyond one request: several at once, roles to confirm, organizations without an official.
import { asked, decidingAt, HOME, mailed, tick } from "../support/access.ts";
import { holdsAsShown } from "../support/audit.ts";
import { logInAs, PEOPLE } from "../support/demo.ts";
import { newcomer } from "../support/newcomer.ts";
import { expect, hydrated, open, test } from "../support/page.ts";

// Several audit pages on the way.
test.describe.configure({ timeout: 150_000 });

/** Every request that waits: other tests ask at this home as well. */
const QUEUE = "/access/requests?size=100";

test("several requests are approved together after a preview, and a second sending decides nothing", async ({ browser, page }) => {
  const first = await newcomer(page);
  await asked(page, "pbj_viewer");
  const other = await (await browser.newContext()).newPage();
  const second = await newcomer(other);
  await asked(other, "pbj_submitter");
  const official = await decidingAt(browser, "administrator", QUEUE);
  await official.getByRole("button", { name: "Approve those ticked" }).click();
  await expect(official).toHaveTitle(/^Error: Role Requests/);
  await hydrated(official);
  await expect(official.getByRole("alert")).toContainText("Tick at least one request.");
  await holdsAsShown(official);
  for (const { userId } of [first, second]) await tick(official, userId);
  await official.getByRole("button", { name: "Approve those ticked" }).click();

  await expect(official.getByRole("heading", { level: 1, name: "Approve requests" })).toBeVisible();
  await hydrated(official);
  await expect(official.getByRole("main")).toContainText("Nothing is decided yet. 2 of 2 would be.");
  await holdsAsShown(official);
  const preview = official.url();
  await official.getByRole("button", { name: "Approve 2 requests" }).click();
  await expect(official.getByText("2 of 2 requests approved")).toBeVisible();
  await hydrated(official);
  for (const { userId } of [first, second]) {
    await expect(official.getByRole("main")).not.toContainText("It was decided already");
    await mailed(page, userId === first.userId ? first.email : second.email, "Your role request was approved");
  }
  await holdsAsShown(official);

  // The page of before, sent once more.
  await open(official, preview);
  await expect(official.getByRole("main")).toContainText("None of these requests can be decided here.");
  await expect(official.getByRole("main")).toContainText("It was decided already: Approved by DANA.WHITLOCK.");
  await official.context().close();
  await open(other, "/profile");
  await expect(other.getByRole("table", { name: "Your roles", exact: true })).toContainText("PBJ Submitter");
  await other.context().close();
});

test("several requests are rejected with one reason, and one that somebody decided first stays as it is", async ({ browser, page }) => {
  const first = await newcomer(page);
  await asked(page, "pbj_viewer");
  const other = await (await browser.newContext()).newPage();
  const second = await newcomer(other);
  await asked(other, "pbj_viewer");
  const official = await decidingAt(browser, "administrator", QUEUE);
  for (const { userId } of [first, second]) await tick(official, userId);
  await official.getByRole("button", { name: "Reject those ticked" }).click();
  await expect(official.getByRole("heading", { level: 1, name: "Reject requests" })).toBeVisible();
  await hydrated(official);
  await official.getByRole("button", { name: "Reject 2 requests" }).click();
  await expect(official).toHaveTitle(/^Error: Reject requests/);
  await hydrated(official);
  // Whoever asked takes the second one back meanwhile.
  await open(other, "/profile");
  await other.getByRole("button", { name: /^Withdraw the request for PBJ Viewer/ }).click();
  await expect(other.getByText("Your request is withdrawn")).toBeVisible();
  await official.getByLabel(/^Reason/).fill("Ask again in spring.");
  await official.getByRole("button", { name: "Reject 2 requests" }).click();
  await expect(official.getByText("1 of 2 requests rejected")).toBeVisible();
  await expect(official.getByRole("main")).toContainText("It was decided already: Withdrawn");
  await official.context().close();
  await open(page, "/profile");
  await expect(page.getByRole("main")).toContainText("Ask again in spring.");
  await other.context().close();
});

test("a role is kept, and one that is to be removed asks for a reason first", async ({ browser }) => {
  const official = await decidingAt(browser, "productionControl", "/access/recertification");
  await holdsAsShown(official);
  await official.getByRole("button", { name: "Keep those ticked" }).click();
  await expect(official).toHaveTitle(/^Error: Recertification/);
  await hydrated(official);
  await expect(official.getByRole("alert")).toContainText("Tick at least one role.");

  // A removal that ends before it happens: others need this role.
  await tick(official, PEOPLE.stateOfficial.user);
  await official.getByRole("button", { name: "Remove those ticked" }).click();
  await expect(official.getByRole("heading", { level: 1, name: "Remove roles" })).toBeVisible();
  await hydrated(official);
  await official.getByRole("button", { name: "Remove 1 role" }).click();
  await expect(official).toHaveTitle(/^Error: Remove roles/);
  await hydrated(official);
  await expect(official.getByLabel(/^Reason/)).toBeVisible();
  await holdsAsShown(official);
  await official.getByRole("main").getByRole("link", { name: "Recertification" }).click();
  await expect(official.getByRole("heading", { level: 1, name: "Recertification" })).toBeVisible();
  await hydrated(official);
  await expect(official.getByRole("row").filter({ hasText: PEOPLE.stateOfficial.user })).toHaveCount(1);

  // A second run finds it kept already.
  const kept = official.getByRole("row").filter({ hasText: PEOPLE.colleague.user });
  if ((await kept.count()) > 0) {
    await tick(official, PEOPLE.colleague.user);
    await official.getByRole("button", { name: "Keep those ticked" }).click();
    await expect(official.getByText("1 role is kept")).toBeVisible();
  }
  await expect(kept).toHaveCount(0);
  await official.context().close();
});

test("My Profile says who confirms one's roles", async ({ page }) => {
  await logInAs(page, "official");
  await open(page, "/profile");
  const table = page.getByRole("table", { name: "How far your roles are confirmed" });
  await expect(table.getByRole("row").filter({ hasText: "Provider Security Official" })).toContainText(PEOPLE.cmsOfficial.name);
});

test("organizations without a security official are for those who step in", async ({ page }) => {
  await logInAs(page, "cmsOfficial");
  // Counted again until no other test has changed it in between.
  await expect(async () => {
    await open(page, "/dashboard");
    const figure = page.getByRole("main").getByRole("link", { name: /organizations without a security official$/ });
    const count = (await figure.innerText()).match(/^[\d,]+/)![0];
    await figure.click();
    await expect(page.getByRole("main")).toContainText(`of ${count}`, { timeout: 3_000 });
  }).toPass();
  await hydrated(page);
  await page.getByLabel("Provider or CCN").fill("no-such-provider");
  await page.getByRole("button", { name: "Apply filters" }).click();
  await expect(page.getByRole("table")).toHaveCount(0);
  const file = await page.request.get("/access/organizations.csv?why=never");
  expect(file.status()).toBe(200);
  expect(await file.text()).toContain("Never had one");
  await open(page, "/access/users");
  await page.getByRole("main").getByRole("link", { name: "Organizations without a security official" }).click();
  await page.getByRole("table").getByRole("rowheader").getByRole("link").first().click();
  await expect(page.getByRole("heading", { level: 1, name: "User Management" })).toBeVisible();
  await expect(page).toHaveURL(/organization=/);

  await logInAs(page, "official");
  const answer = await page.goto("/access/organizations");
  expect(answer!.status()).toBe(404);
});

test("an official without a second one is told so", async ({ page }) => {
  await logInAs(page, "administrator");
  await open(page, "/dashboard");
  await page.getByRole("main").getByRole("link", { name: /without a second security official$/ }).click();
  await expect(page.getByRole("heading", { level: 1, name: "User Management" })).toBeVisible();
  await expect(page.getByRole("row").filter({ hasText: HOME.name }).first()).toContainText("Last security official");
});
