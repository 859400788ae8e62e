// Viewing as a role: every page is that role's, under a red bar, and nothing can be changed.
import { holds } from "../support/audit.ts";
import { logInAs } from "../support/demo.ts";
import { logInConfirmed } from "../support/log-in.ts";
import { expect, hydrated, open, test } from "../support/page.ts";
import { bar, startViewing, ticket } from "../support/viewing.ts";

test.describe.configure({ mode: "serial", timeout: 120_000 });

/** Why one views, as `startViewing` types it, and why identifiers are to be shown. */
const WORDS = ["The report is said to be empty.", "To compare one of them."] as const;

test("the Help Desk sees what the role sees, changes nothing, and the officials read that it looked", async ({ browser, page }) => {
  const number = await ticket(page);
  await startViewing(page, number);
  await expect(bar(page)).toContainText(/Viewing as PBJ Viewer, DAVIS COUNTY HOSPITAL \(16E724\)\. Read only\. Reason: .* Ends \d\d:\d\d ET\./);
  const links = page.getByRole("navigation", { name: "Main" }).getByRole("link");
  await expect(links).toHaveText(["Dashboard", "Providers", "Submissions", "Staffing Hours", "Who Has Submitted"]);
  await holds(page, "/submissions");
  await expect(bar(page)).toBeVisible();
  for (const closed of ["/profile", "/devices", "/demo/mailbox", "/submissions.csv", "/support/tickets"]) {
    const answer = await page.request.get(closed, { headers: { accept: "text/html" } });
    expect(answer.status(), closed).toBe(403);
    expect(await answer.text(), closed).toContain("You view pages as another role");
  }
  await open(page, "/submissions?state=rejected");
  await bar(page).getByRole("link", { name: "Reveal identifiers" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Reveal identifiers" })).toBeVisible();
  await holds(page, "/support/viewing/reveal?next=%2Fsubmissions%3Fstate%3Drejected");
  // A form that comes back, though nothing may be written while one views.
  await page.getByLabel(/^Reason/).fill("   ");
  await page.getByRole("main").getByRole("button", { name: "Reveal identifiers" }).click();
  await expect(page.getByRole("alert").getByRole("link")).toBeVisible();
  await page.getByLabel(/^Reason/).fill(WORDS[1]);
  await page.getByRole("main").getByRole("button", { name: "Reveal identifiers" }).click();
  await expect(bar(page)).toContainText("Identifiers are shown.");
  expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe("/submissions?state=rejected");
  await hydrated(page);
  await bar(page).getByRole("button", { name: "Stop viewing as" }).click();
  await expect(page.getByRole("heading", { level: 1, name: `Ticket ${number}` })).toBeVisible();
  await expect(bar(page)).toBeHidden();

  const official = await (await browser.newContext()).newPage();
  await logInAs(official, "administrator");
  await open(official, "/audit/organization");
  const record = official.getByRole("main");
  for (const act of ["Began to view as a role", "Had identifiers shown while viewing as a role", "Stopped viewing as a role"]) {
    await expect(record).toContainText(act);
  }
  await expect(record).toContainText("SAM.OKAFOR, viewing as PBJ Viewer");
  await expect(record).toContainText("Page: Submission History");
  await open(official, "/audit/viewings");
  await holds(official, "/audit/viewings");
  const row = record.getByRole("row").filter({ hasText: number });
  await expect(row).toContainText("(Stopped)");
  await expect(row).toContainText("PBJ Viewer");
  await row.getByRole("link").click();
  await expect(official.getByRole("heading", { level: 1, name: "Viewing as PBJ Viewer" })).toBeVisible();
  // Each page, by its name; whether its document was fetched, or its data by the program of another page.
  for (const page of ["Dashboard", "Submission History", "Reveal identifiers"]) await expect(record).toContainText(`Page: ${page}`);
  await expect(record).not.toContainText("?");
  await holds(official, new URL(official.url()).pathname);
  // Why, in the viewer's words, is for auditors and Production Control.
  for (const words of WORDS) await expect(record).not.toContainText(words);
  const address = new URL(official.url()).pathname;
  await official.context().close();

  const auditor = await (await browser.newContext()).newPage();
  await logInAs(auditor, "auditor");
  await open(auditor, address);
  for (const words of WORDS) await expect(auditor.getByRole("main")).toContainText(words);
  await holds(auditor, address);
  await auditor.context().close();
});

test("the official of a state reads what the Help Desk looked at there, and another's reads nothing of it", async ({ browser, page }) => {
  const number = await ticket(page);
  await startViewing(page, number, true, { role: "State Agency S&C General User", place: "Iowa" });
  await open(page, "/dashboard");
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Penalty Cases" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Penalty Cases" })).toBeVisible();
  await bar(page).getByRole("button", { name: "Stop viewing as" }).click();
  await expect(page.getByRole("heading", { level: 1, name: `Ticket ${number}` })).toBeVisible();

  const official = await (await browser.newContext()).newPage();
  await logInAs(official, "stateOfficial");
  await open(official, "/dashboard");
  await official.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Help Desk Viewings" }).click();
  const row = official.getByRole("row").filter({ hasText: number });
  await expect(row).toContainText("Iowa");
  await expect(official.getByRole("main")).not.toContainText("DAVIS COUNTY HOSPITAL");
  await row.getByRole("link").click();
  await expect(official.getByRole("main")).toContainText("Page: Penalty Cases");
  await official.context().close();

  const other = await (await browser.newContext()).newPage();
  await logInAs(other, "accreditorOfficial");
  await open(other, "/audit/viewings");
  await expect(other.getByRole("heading", { level: 1, name: "Help Desk Viewings" })).toBeVisible();
  await expect(other.getByRole("main")).not.toContainText(number);
  await other.context().close();
});

test("the form for sending is the role's, and nothing in it can be used", async ({ page }) => {
  const number = await ticket(page);
  await startViewing(page, number, true, { role: "PBJ Submitter" });
  await open(page, "/dashboard");
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Upload PBJ Files" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Upload PBJ Files" })).toBeVisible();
  const main = page.getByRole("main");
  await expect(main).toContainText("You see this form as the role sees it.");
  await main.getByText("Facilities you can send for, and their IDs").click();
  await expect(main).toContainText("DAVIS COUNTY HOSPITAL");
  await expect(page.getByLabel("PBJ files")).toBeDisabled();
  await holds(page, "/pbj/upload");
  const answer = await page.request.post("/pbj/submissions", { multipart: { key: "one" }, headers: { accept: "text/html", "sec-fetch-site": "same-origin" } });
  expect(answer.status()).toBe(403);
  await bar(page).getByRole("button", { name: "Stop viewing as" }).click();
  await expect(page.getByRole("heading", { level: 1, name: `Ticket ${number}` })).toBeVisible();
});

test("without the place of its role nothing begins, and the form says which is missing", async ({ page }) => {
  const number = await ticket(page);
  await logInConfirmed(page, "helpDesk");
  await open(page, `/support/viewing/new?ticket=${number}&role=mac_user&organization=region-7`);
  const places = page.getByLabel(/^State, region/);
  await expect(places).toHaveValue("region-7");
  await page.getByLabel(/^Reason/).selectOption({ label: "Check that a problem is gone" });
  await page.getByLabel(/^In your words/).fill("To see it.");
  await page.getByRole("button", { name: "Start viewing as" }).click();
  await expect(page.getByRole("alert")).toContainText("Choose the contract of this role.");
  await expect(places).toHaveValue("region-7");
});

test("the organizations of the ticket's sender are offered, and another one needs a reason of its own", async ({ page }) => {
  const number = await ticket(page);
  await logInConfirmed(page, "helpDesk");
  await open(page, `/support/viewing/new?ticket=${number}&role=pbj_viewer`);
  await page.getByRole("link", { name: "DAVIS COUNTY HOSPITAL (16E724)" }).click();
  await expect(page.getByLabel(/^CCN/)).toHaveValue("16E724");
  await expect(page.getByLabel(/^Role/)).toHaveValue("pbj_viewer");
  await hydrated(page);
  await page.getByLabel(/^Role/).selectOption({ label: "State Agency S&C General User" });
  await page.getByLabel(/^State, region/).selectOption({ label: "Iowa" });
  await page.getByLabel(/^CCN/).fill("");
  await page.getByLabel(/^Reason/).selectOption({ label: "Check that a problem is gone" });
  await page.getByLabel(/^In your words/).fill("To see it.");
  await page.getByRole("button", { name: "Start viewing as" }).click();
  await expect(page.getByRole("alert")).toContainText("neither holds a role at this organization nor asks for one");
});
