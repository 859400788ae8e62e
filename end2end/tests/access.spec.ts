// Role requests from both sides: what is refused, who decides, what is taken away again.
import { add, ask, asked, choose, deciderFromList, decider, grantOf, HOME, mailed } from "../support/access.ts";
import { holdsAsShown } from "../support/audit.ts";
import { logInAs, PEOPLE } from "../support/demo.ts";
import { newcomer } from "../support/newcomer.ts";
import { expect, hydrated, open, test } from "../support/page.ts";

// Several audit pages on the way.
test.describe.configure({ timeout: 150_000 });

test("a security official approves, and the role works at once", async ({ browser, page }) => {
  const person = await newcomer(page);
  await ask(page, "PBJ Viewer");
  const official = await deciderFromList(browser, person);
  await expect(official.getByRole("heading", { level: 1, name: /^Role request of / })).toBeVisible();
  await expect(official.getByRole("main")).toContainText(HOME.name);
  await expect(official.getByRole("main")).toContainText(person.userId);
  await holdsAsShown(official);
  await official.getByRole("button", { name: "Approve" }).click();
  await expect(official.getByText("The request is approved")).toBeVisible();
  await expect(official.getByRole("button", { name: "Approve" })).toHaveCount(0);
  await official.context().close();

  // No new log-in.
  await open(page, "/profile");
  await expect(page.getByRole("table", { name: "Your roles", exact: true })).toContainText("PBJ Viewer");
  await expect(page.getByRole("main")).toContainText("No request is pending.");
  await open(page, "/submissions");
  await expect(page.getByRole("heading", { level: 1 })).not.toHaveText("You do not have access");
  await mailed(page, person.email, "Your role request was approved");
});

test("a rejection needs a reason, which the person reads", async ({ browser, page }) => {
  const person = await newcomer(page);
  await asked(page, "pbj_submitter");
  const official = await decider(browser, person);
  await official.getByRole("button", { name: "Reject" }).click();
  await expect(official).toHaveTitle(/^Error: Role request of /);
  await hydrated(official);
  await holdsAsShown(official);
  await official.getByRole("alert").getByRole("link").click();
  await expect(official.getByLabel(/^Reason/)).toBeFocused();
  await official.getByLabel(/^Reason/).fill("Ask for PBJ Viewer instead.");
  await official.getByRole("button", { name: "Reject" }).click();
  await expect(official.getByText("The request is rejected")).toBeVisible();
  await official.context().close();

  await open(page, "/profile");
  const decided = page.getByRole("table", { name: /^What became of your requests/ });
  await expect(decided.getByRole("row").filter({ hasText: "PBJ Submitter" })).toContainText(/Rejected.*Ask for PBJ Viewer instead\./);
  await mailed(page, person.email, "Your role request was rejected");
});

test("the first decision counts when two are made at once", async ({ browser, page }) => {
  const person = await newcomer(page);
  await asked(page, "pbj_viewer");
  const first = await decider(browser, person);
  const second = await first.context().newPage();
  await open(second, new URL(first.url()).pathname);
  await first.getByRole("button", { name: "Approve" }).click();
  await expect(first.getByText("The request is approved")).toBeVisible();
  await second.getByLabel(/^Reason/).fill("Not needed.");
  await second.getByRole("button", { name: "Reject" }).click();
  const late = second.getByRole("main");
  await expect(late).toContainText("Somebody was first");
  await expect(late).toContainText("Not needed.");
  await expect(late).toContainText("Approved");
  await first.reload();
  await expect(first.getByRole("main")).toContainText("Approved");
  await first.context().close();
});

test("whoever asked takes the request back, and is not asked to remind at once", async ({ page }) => {
  await newcomer(page);
  await asked(page, "pbj_viewer");
  await open(page, "/profile");
  await expect(page.getByRole("button", { name: /^Remind those/ })).toHaveCount(0);
  await holdsAsShown(page);
  await page.getByRole("button", { name: /^Withdraw the request for PBJ Viewer/ }).click();
  await expect(page.getByText("Your request is withdrawn")).toBeVisible();
  await expect(page.getByRole("main")).toContainText("No request is pending.");
});

test("what cannot be asked for is refused at its field", async ({ page }) => {
  await newcomer(page);
  await open(page, "/request-role/organizations?role=pbj_viewer");
  const submit = page.getByRole("button", { name: "Submit Request" });
  await expect(submit).toHaveAttribute("aria-disabled", "true");
  // A person can, for the button tells why it waits.
  await submit.click({ force: true });
  await expect(page.getByRole("main")).toContainText("Add at least one provider first.");
  for (const number of ["", "12", "999999"]) {
    await add(page, "CCN", number);
    await expect(page).toHaveTitle(/^Error: Add Organizations/);
    await hydrated(page);
    await page.getByRole("alert").getByRole("link").click();
    await expect(page.getByLabel("Search for")).toBeFocused();
    await expect(page.getByLabel("Search for")).toHaveValue(number);
  }
  await holdsAsShown(page);
  await add(page, "CCN", HOME.ccn);
  await expect(page.getByText("1 Provider", { exact: true })).toBeVisible();
  await hydrated(page);
  await add(page, "Facility ID", HOME.facilityId);
  await expect(page.getByRole("alert")).toContainText("is in the list already");
  await hydrated(page);
  await submit.click();
  await expect(page.getByText("Role Request Submitted")).toBeVisible();
  // The same once more.
  await open(page, `/request-role/organizations?role=pbj_viewer&ccn=${HOME.ccn}`);
  await submit.click();
  await expect(page).toHaveTitle(/^Error: Add Organizations/);
  await expect(page.getByRole("alert")).toContainText(HOME.name);
});

test("a role of a state or of CMS names no organization, and a surveyor's ID shows beside the answer Yes", async ({ page }) => {
  await logInAs(page, "viewer");
  await open(page, "/request-role/organizations?role=state_agency_general_user");
  await expect(page.getByText("This role does not require the addition of organizations.")).toBeVisible();
  await expect(page.getByRole("radio", { name: "Skip Question" })).toBeChecked();
  const id = page.getByLabel("Federal surveyor ID (optional)");
  await expect(id).toBeHidden();
  await page.getByRole("radio", { name: "Yes", exact: true }).check();
  await expect(id).toBeVisible();
  await id.fill("12");
  await page.getByLabel(/^State/).selectOption({ label: "Iowa" });
  await page.getByRole("button", { name: "Submit Request" }).click();
  await expect(page.getByRole("alert")).toContainText("A federal surveyor ID has 5 digits");
  await hydrated(page);
  await expect(page.getByLabel(/^State/)).toHaveValue("IA");
  await expect(id).toHaveValue("12");
  await holdsAsShown(page);
  await open(page, "/request-role/organizations?role=cms_view_only_user");
  await expect(page.getByText("This role does not require the addition of organizations.")).toBeVisible();
  await expect(page.getByText("Are you a Surveyor?")).toHaveCount(0);
});

test("the roles that few are meant to choose say so", async ({ page }) => {
  await logInAs(page, "viewer");
  await open(page, "/request-role/role?category=cms");
  for (const name of ["CMS Security Official", "iQIES Help Desk"]) {
    await expect(page.getByRole("radio", { name, exact: true })).toHaveAccessibleDescription(/Do not select this role\./);
  }
  await expect(page.getByRole("radio", { name: "CMS General User" })).not.toHaveAccessibleDescription(/Do not select/);
});

test("the steps are gone through by keyboard", async ({ page }) => {
  await logInAs(page, "viewer");
  await open(page, "/request-role");
  await page.getByRole("radio").first().focus();
  const provider = page.getByRole("radio", { name: "Provider", exact: true });
  for (let press = 0; press < 8 && !(await provider.isChecked()); press++) await page.keyboard.press("ArrowDown");
  await expect(provider).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "Next" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Select a User Role" })).toBeVisible();
  await hydrated(page);
  await page.getByRole("radio").first().focus();
  await page.keyboard.press("Space");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Add Organizations" })).toBeVisible();
  await hydrated(page);
  await page.getByLabel("Search for").focus();
  await page.keyboard.type(HOME.ccn);
  await page.keyboard.press("Enter");
  const list = page.locator("#added");
  await expect(list).toHaveText(`${HOME.name} is added. 1 Provider`);
  await expect(list).toBeFocused();
  await hydrated(page);
  // Back and on again, the list stays.
  await page.getByRole("button", { name: "Previous" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Select a User Role" })).toBeVisible();
  await page.getByRole("button", { name: "Next" }).click();
  await expect(page.getByText("1 Provider", { exact: true })).toBeVisible();
  await hydrated(page);
  await page.getByRole("link", { name: `Remove ${HOME.name}` }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("table")).toHaveCount(0);
  await expect(list).toHaveText("The provider is removed. 0 Providers");
  await expect(list).toBeFocused();
});

test("a role that is removed ends with the next request", async ({ browser, page }) => {
  const person = await newcomer(page);
  await asked(page, "pbj_viewer");
  const official = await decider(browser, person);
  await official.getByRole("button", { name: "Approve" }).click();
  await expect(official.getByText("The request is approved")).toBeVisible();
  await official.context().close();
  await open(page, "/submissions");
  await expect(page.getByRole("heading", { level: 1 })).not.toHaveText("You do not have access");

  const again = await grantOf(browser, person);
  await expect(again.getByRole("heading", { level: 1, name: /^Role of / })).toBeVisible();
  await holdsAsShown(again);
  await again.getByLabel(/^Reason/).fill("Away for a month.");
  await again.getByRole("button", { name: "Suspend" }).click();
  await expect(again.getByText("The role is suspended")).toBeVisible();
  // The next request says what happened; the page that needed the role is closed from then on.
  await open(page, "/submissions");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("My Profile");
  await expect(page.getByRole("main")).toContainText("was removed or suspended");
  await open(page, "/submissions");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("You do not have access");

  const row = again.getByRole("row").filter({ hasText: person.userId });
  await expect(row).toContainText("Suspended");
  await row.getByRole("link", { name: /^Change/ }).click();
  await again.getByRole("button", { name: "Give back" }).click();
  await expect(again.getByText("The role is given back")).toBeVisible();
  await row.getByRole("link", { name: /^Change/ }).click();
  await again.getByRole("button", { name: "Remove", exact: true }).click();
  await expect(again).toHaveTitle(/^Error: Role of /);
  await again.getByLabel(/^Reason/).fill("Left us.");
  await again.getByRole("button", { name: "Remove", exact: true }).click();
  await expect(again.getByText("The role is removed")).toBeVisible();
  await expect(row).toHaveCount(0);
  await again.context().close();
  await open(page, "/profile");
  await expect(page.getByRole("main")).toContainText("You hold no role any more.");
  await expect(page.getByRole("table", { name: /^Your roles that are suspended/ })).toContainText("Left us.");
});

test("the queue is filtered, and its address says how", async ({ page }) => {
  await newcomer(page);
  await asked(page, "pbj_viewer");
  await page.context().clearCookies();
  await logInAs(page, "administrator");
  await open(page, "/dashboard");
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Role Requests" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Role Requests" })).toBeFocused();
  const rows = page.getByRole("table", { name: "Role requests" }).locator("tbody tr");
  await expect(rows.first()).toContainText("Pending");
  await page.getByLabel("State", { exact: true }).selectOption({ label: "All states" });
  await page.getByLabel("User Role").selectOption({ label: "PBJ Viewer" });
  await page.getByRole("button", { name: "Apply filters" }).click();
  await expect(page).toHaveURL(/state=all/);
  await expect(page).toHaveURL(/role=pbj_viewer/);
  await expect(page.getByRole("list", { name: "Filters in use" })).toContainText("State: All");
  await expect(rows.first()).toContainText("PBJ Viewer");
});

test("nobody decides without the right to, and the navigation does not offer it", async ({ page }) => {
  for (const person of ["submitter", "viewer", "vendor", "state", "cms", "helpDesk"] as const) {
    await logInAs(page, person);
    // The Help Desk looks at people, and decides on nothing.
    const closed = person === "helpDesk" ? ["/access/requests"] : ["/access/requests", "/access/users"];
    for (const address of closed) {
      const answer = await page.request.get(address, { headers: { accept: "text/html" } });
      expect(answer.status(), `${PEOPLE[person].name} at ${address}`).toBe(403);
    }
  }
  await logInAs(page, "cms");
  await open(page, "/dashboard");
  await expect(page.getByRole("link", { name: "Role Requests" })).toHaveCount(0);
});

test("what was chosen before a step comes back with Previous", async ({ page }) => {
  await logInAs(page, "viewer");
  await open(page, "/request-role?category=vendor");
  await expect(page.getByRole("radio", { name: "Vendor", exact: true })).toBeChecked();
  await page.getByRole("button", { name: "Next" }).click();
  await hydrated(page);
  await choose(page, "PBJ Submitter (Vendor)");
  await page.getByRole("button", { name: "Next" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Add Organizations" })).toBeVisible();
  await hydrated(page);
  await page.getByRole("button", { name: "Previous" }).click();
  await expect(page.getByRole("radio", { name: "PBJ Submitter (Vendor)", exact: true })).toBeChecked();
});

test("the state that was chosen comes back after Previous", async ({ page }) => {
  await logInAs(page, "viewer");
  await open(page, "/request-role/organizations?category=state_agency&role=state_agency_assessment_coordinator");
  await page.getByLabel(/^State/).selectOption({ label: "Iowa" });
  await page.getByRole("button", { name: "Previous" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Select a User Role" })).toBeVisible();
  await page.getByRole("button", { name: "Next" }).click();
  await expect(page.getByLabel(/^State/)).toHaveValue("IA");
});
