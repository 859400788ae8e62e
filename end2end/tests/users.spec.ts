// User Management: who holds and asks for which role, and federal surveyor IDs.
import { asked, askedAsSurveyor, decidingAt, found, HOME, mailed } from "../support/access.ts";
import { holdsAsShown } from "../support/audit.ts";
import { logInAs, PEOPLE } from "../support/demo.ts";
import { newcomer } from "../support/newcomer.ts";
import { allSay, expect, hydrated, open, test } from "../support/page.ts";

// Several audit pages on the way.
test.describe.configure({ timeout: 150_000 });

/** A number that no other test has. */
function surveyorId(): string {
  return String(10_000 + Math.floor(Math.random() * 20_000));
}

test("the list is filtered, sorted and saved by its address", async ({ page }) => {
  await logInAs(page, "cmsOfficial");
  await open(page, "/access/users");
  await page.getByLabel("Organization", { exact: true }).fill("IA");
  await page.getByLabel("User Role").selectOption({ label: "State Agency Security Official for S&C" });
  await page.getByRole("button", { name: "Apply filters" }).click();
  await expect(page).toHaveURL(/organization=IA/);
  const rows = page.getByRole("table").locator("tbody tr");
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText(PEOPLE.stateOfficial.name);
  await expect(rows).toContainText("Last security official");
  const ofRole = page.getByRole("link", { name: /Remove filter: State Agency Security Official/ });
  await ofRole.click();
  await expect(page).not.toHaveURL(/role=/);
  // The address changes before the list does, whose links keep its filters.
  await expect(ofRole).toHaveCount(0);
  await page.getByRole("columnheader", { name: "User Role" }).getByRole("link").click();
  await expect(page).toHaveURL(/sort=role/);
  await expect(page.getByRole("columnheader", { name: /^User Role/ })).toHaveAttribute("aria-sort", "ascending");
  await page.getByLabel("Roles", { exact: true }).selectOption({ label: "Pending" });
  await page.getByRole("button", { name: "Apply filters" }).click();
  await expect(page).toHaveURL(/show=pending/);
  await allSay(page.getByRole("table").locator("tbody td:nth-of-type(6) .q-tag"), "Pending");

  const file = await page.request.get("/access/users.csv?organization=IA&role=state_agency_security_official");
  expect(file.status()).toBe(200);
  const lines = (await file.text()).trim().split("\r\n");
  expect(lines).toHaveLength(2);
  expect(lines[1]).toContain(`${PEOPLE.stateOfficial.name},${PEOPLE.stateOfficial.user},`);
});

test("a search for a person stands in no address", async ({ page }) => {
  const asks: string[] = [];
  page.on("request", (request) => asks.push(request.url()));
  await logInAs(page, "cmsOfficial");
  await open(page, "/access/users?organization=IA");
  await page.getByLabel("Name or user ID").fill("vera.stoll");
  await page.getByRole("button", { name: "Search" }).click();
  await expect(page.getByRole("link", { name: "Remove filter: Search: vera.stoll" })).toBeVisible();
  await hydrated(page);
  await expect(page).toHaveURL(/organization=IA/);
  await expect(page.getByRole("table").locator("tbody tr")).toHaveCount(1);
  // The address works again, for whoever searched.
  const address = page.url();
  await open(page, address);
  await expect(page.getByLabel("Name or user ID")).toHaveValue("vera.stoll");
  await page.getByRole("table").getByRole("link", { name: PEOPLE.stateOfficial.name, exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: PEOPLE.stateOfficial.name })).toBeVisible();
  await hydrated(page);
  await page.getByRole("main").getByRole("link", { name: "User Management" }).click();
  await expect(page).toHaveURL(address);
  expect(asks.filter((url) => /vera/i.test(decodeURIComponent(url)))).toEqual([]);
  await logInAs(page, "productionControl");
  await open(page, address);
  await expect(page.getByLabel("Name or user ID")).toHaveValue("");
});

test("a surveyor ID is verified before the role is granted", async ({ browser, page }) => {
  const person = await newcomer(page);
  await askedAsSurveyor(page);
  const official = await decidingAt(browser, "stateOfficial", "/access/users");
  await open(official, await found(official, person.userId));
  await official.getByRole("table").getByRole("link", { name: "Anne Somogyi", exact: true }).click();
  await expect(official.getByRole("main")).toContainText("Not verified yet");
  await hydrated(official);
  await official.getByRole("button", { name: "Write it down" }).click();
  await expect(official).toHaveTitle(/^Error: /);
  await hydrated(official);
  await holdsAsShown(official);
  const id = surveyorId();
  await official.getByLabel(/^Federal surveyor ID/).fill(id);
  await official.getByLabel("I created it for this person").check();
  await official.getByRole("button", { name: "Write it down" }).click();
  await expect(official.getByText("The federal surveyor ID is written down")).toBeVisible();
  await hydrated(official);
  await expect(official.getByRole("main")).toContainText(`by ${PEOPLE.stateOfficial.user}`);
  await mailed(page, person.email, "Your federal surveyor ID was created");
  await official.getByRole("table").getByRole("link", { name: /^Decide/ }).click();
  await expect(official.getByRole("main")).toContainText(`${id} (verified)`);
  await hydrated(official);
  await expect(official.getByLabel(/^Federal surveyor ID/)).toHaveCount(0);
  await official.getByRole("button", { name: "Approve" }).click();
  await expect(official.getByText("The request is approved")).toBeVisible();
  await official.context().close();
});

test("a surveyor ID is verified with an approval only by whoever says so", async ({ browser, page }) => {
  const person = await newcomer(page);
  await askedAsSurveyor(page);
  const official = await decidingAt(browser, "stateOfficial", "/access/requests");
  await open(official, await found(official, person.userId, "/access/requests"));
  await official.getByRole("table").getByRole("link").first().click();
  await expect(official.getByRole("heading", { level: 1, name: /^Role request of / })).toBeVisible();
  await hydrated(official);
  const id = surveyorId();
  await official.getByLabel(/^Federal surveyor ID/).fill(id);
  await official.getByRole("button", { name: "Approve" }).click();
  await expect(official.getByRole("alert")).toContainText("Say how you know it.");
  await hydrated(official);
  await expect(official.getByLabel(/^Federal surveyor ID/)).toHaveValue(id);
  await official.getByLabel("I looked it up: it is this person's").check();
  await official.getByRole("button", { name: "Approve" }).click();
  await expect(official.getByText("The request is approved")).toBeVisible();
  await expect(official.getByRole("main")).toContainText(`${id} (verified)`);
  await official.context().close();
});

test("a role is suspended and given back on the person's page", async ({ browser, page }) => {
  const person = await newcomer(page);
  await asked(page, "pbj_viewer");
  const official = await decidingAt(browser, "administrator", "/access/users");
  const list = await found(official, person.userId);
  await open(official, list);
  const row = official.getByRole("table").locator("tbody tr");
  await expect(row).toContainText("Pending since today");
  await row.getByRole("link", { name: /^Decide/ }).click();
  await expect(official.getByRole("heading", { level: 1, name: /^Role request of/ })).toBeVisible();
  await hydrated(official);
  await official.getByRole("button", { name: "Approve" }).click();
  await expect(official.getByText("The request is approved")).toBeVisible();
  for (const [button, done, state] of [
    ["Suspend", "The role is suspended", "Suspended"],
    ["Give back", "The role is given back", "Active"],
  ]) {
    await open(official, list);
    await row.getByRole("link", { name: /^Change/ }).click();
    await expect(official.getByRole("heading", { level: 1, name: /^Role of / })).toBeVisible();
    await hydrated(official);
    if (button === "Suspend") await official.getByLabel(/^Reason/).fill("Away until spring.");
    await official.getByRole("button", { name: button, exact: true }).click();
    await expect(official.getByText(done)).toBeVisible();
    await expect(row).toContainText(state);
    await expect(row).toContainText(HOME.name);
  }
  await official.context().close();
});

test("the Help Desk sees people and changes nothing", async ({ page }) => {
  await logInAs(page, "helpDesk");
  await open(page, "/access/users?role=provider_security_official");
  await expect(page.getByRole("table")).toContainText(PEOPLE.official.name);
  await expect(page.getByRole("link", { name: /^Change/ })).toHaveCount(0);
  await page.getByRole("table").getByRole("link", { name: PEOPLE.official.name }).click();
  await expect(page.getByRole("heading", { level: 1, name: PEOPLE.official.name })).toBeVisible();
  await expect(page.getByRole("link", { name: /^Change/ })).toHaveCount(0);
});
