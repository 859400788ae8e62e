// The ten tasks of the demonstration's page, one after the other on a demonstration of their own, which is then laid out anew.
import { holdsAsShown } from "../support/audit.ts";
import { card, choose } from "../support/files.ts";
import { Instance } from "../support/mail.ts";
import { proveSecondFactor } from "../support/mailbox.ts";
import { newTrace, typePayment } from "../support/penalties.ts";
import { pbjFile } from "../support/pbj.ts";
import { expect, hydrated, open, test } from "../support/page.ts";
import { bar } from "../support/viewing.ts";
import type { Page } from "@playwright/test";

// In this order: the last one takes back what the others did.
test.describe.configure({ mode: "serial", timeout: 150_000 });

let demo: Instance;

test.beforeAll(async () => {
  test.setTimeout(330_000);
  demo = await Instance.start("2026-11-10");
});

test.afterAll(async () => demo?.stop());

/** Begins the task of this title, by its button, as this person. */
async function begin(page: Page, title: string, person: string, heading: string | RegExp): Promise<void> {
  await open(page, `${demo.origin}/demo`);
  await expect(page.getByRole("main").getByRole("heading", { level: 2 }).filter({ hasNotText: "Reset the demo" })).toHaveCount(10);
  await page.getByRole("listitem").filter({ hasText: title }).getByRole("button", { name: `Try it as ${person}` }).click();
  await expect(page.getByRole("heading", { level: 1, name: heading })).toBeVisible();
  await hydrated(page);
}

/** Proves the second factor where the page asks for it. */
async function prove(page: Page): Promise<void> {
  await page.getByRole("link", { name: "Prove that it is you" }).click();
  await proveSecondFactor(page, demo.origin);
  await hydrated(page);
}

test("1. check and send a payroll file", async ({ page }) => {
  await begin(page, "Check and send a payroll file", "Dana Whitlock", "Upload PBJ Files");
  const file = pbjFile({ facility: "IA1077", state: "IA", unknownTitles: 1 });
  await choose(page, file);
  await expect(card(page, file.name)).toContainText("1 fatal problem");
  await open(page, `${demo.origin}/submissions?state=rejected`);
  await page.getByRole("table").getByRole("link", { name: /report of submission/ }).first().click();
  await expect(page.getByRole("heading", { level: 1, name: "Final Validation Report" })).toBeVisible();
});

test("2. enter an assessment", async ({ page }) => {
  await begin(page, "Enter an assessment", "Lena Hartwig", "Assessment Forms");
  await page.getByRole("row").filter({ hasText: "OASIS, New record" }).getByRole("link").first().click();
  await expect(page.getByRole("heading", { level: 1, name: /^OASIS, New record/ })).toBeVisible();
  await page.getByRole("link", { name: "Review and submit" }).click();
  await expect(page.getByRole("heading", { name: "This record would be rejected" })).toBeVisible();
});

test("3. see who has not submitted", async ({ page }) => {
  await begin(page, "See who has not submitted", "Tomas Berg", "Staffing Submission Status");
  const rows = page.getByRole("table", { name: /^Nursing homes, / }).locator("tbody tr");
  await expect(rows.first()).toContainText("Nothing received");
});

test("4. decide on a role request", async ({ page }) => {
  await begin(page, "Decide on a role request", "Grace Novak", "Role Requests");
  await page.getByRole("row").filter({ hasText: "LEO.FINCH" }).getByRole("link").click();
  await expect(page.getByRole("heading", { level: 1, name: "Role request of Leo Finch" })).toBeVisible();
  await prove(page);
  await page.getByRole("button", { name: "Approve" }).click();
  await expect(page.getByText("The request is approved")).toBeVisible();
});

test("5. verify a surveyor's ID", async ({ page }) => {
  await begin(page, "Verify a surveyor's ID", "Vera Stoll", "User Management");
  await page.getByRole("table").getByRole("link", { name: "Ida Marsh", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Ida Marsh" })).toBeVisible();
  await prove(page);
  await page.getByLabel(/^Federal surveyor ID/).fill("30417");
  await page.getByLabel("I looked it up: it is this person's").check();
  await page.getByRole("button", { name: "Write it down" }).click();
  await expect(page.getByText("The federal surveyor ID is written down")).toBeVisible();
});

test("6. get roles back that nobody used", async ({ page }) => {
  await begin(page, "Get roles back that nobody used", "Hugo Lande", "Welcome to iQIES");
  await expect(page.getByRole("main")).toContainText("60 days");
  await page.getByRole("main").getByRole("link", { name: /PBJ Viewer/ }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Add Organizations" })).toBeVisible();
  await expect(page.getByText("1 Provider", { exact: true })).toBeVisible();
});

test("7. look at pages as a role", async ({ page, browser }) => {
  await begin(page, "Look at pages as a role", "Sam Okafor", "Tickets");
  await page.getByRole("row").filter({ hasText: "No button to send a file" }).getByRole("link").click();
  await expect(page.getByRole("heading", { level: 1, name: /^Ticket HD-/ })).toBeVisible();
  await page.getByRole("link", { name: "View as a role" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "View as a role" })).toBeVisible();
  await hydrated(page);
  const proof = page.getByRole("link", { name: "Prove that it is you" });
  if (await proof.count()) await prove(page);
  await page.getByLabel(/^Role/).selectOption({ label: "PBJ Viewer" });
  await page.getByLabel(/^Reason/).selectOption({ label: "See the problem that a ticket tells of" });
  await page.getByLabel(/^In your words/).fill("Whether the button is there.");
  await page.getByRole("button", { name: "Start viewing as" }).click();
  await expect(bar(page)).toContainText("Viewing as PBJ Viewer, DAVIS COUNTY HOSPITAL (16E724). Read only.");
  await hydrated(page);
  await expect(page.getByRole("navigation", { name: "Main" })).not.toContainText("Upload PBJ Files");
  await bar(page).getByRole("button", { name: "Stop viewing as" }).click();
  await page.getByLabel(/^Answer/).fill("A PBJ Viewer reads the reports. To send files, ask for the role PBJ Submitter.");
  await page.getByRole("button", { name: "Send the answer" }).click();
  await expect(page.getByRole("main")).toContainText("A PBJ Viewer reads the reports.");

  const official = await (await browser.newContext()).newPage();
  await begin(official, "Check and send a payroll file", "Dana Whitlock", "Upload PBJ Files");
  await open(official, `${demo.origin}/audit/viewings`);
  await official.getByRole("row").filter({ hasText: "PBJ Viewer" }).getByRole("link").click();
  await expect(official.getByRole("main")).toContainText("Page: Dashboard");
  await official.context().close();
});

test("8. unlock somebody's log-in", async ({ page }) => {
  await begin(page, "Unlock somebody's log-in", "Sam Okafor", "People");
  await page.getByLabel("Name, user ID or e-mail address").fill("Tess Quill");
  await page.getByRole("button", { name: "Search" }).click();
  await page.getByRole("table").getByRole("link", { name: "Tess Quill" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Tess Quill" })).toBeVisible();
  await expect(page.getByRole("main")).toContainText("Locked until");
  await prove(page);
  await page.getByLabel(/^Reason to unlock/).fill("Called back at the number of the account.");
  await page.getByRole("button", { name: "Unlock", exact: true }).click();
  await expect(page.getByRole("status").filter({ hasText: "Unlocked the log-in" })).toBeVisible();
  await expect(page.getByRole("main")).not.toContainText("Locked until");
});

test("9. record a payment", async ({ page }) => {
  await begin(page, "Record a payment", "Nora Vance", "Penalty Cases");
  await page.getByRole("table").getByRole("rowheader").getByRole("link").first().click();
  await page.getByRole("link", { name: "Record payment" }).click();
  await expect(page.getByRole("heading", { level: 1, name: /^Record payment/i })).toBeVisible();
  await hydrated(page);
  const proof = page.getByRole("link", { name: "Prove that it is you" });
  if (await proof.count()) await prove(page);
  await typePayment(page, "1.00", newTrace());
  await page.getByRole("button", { name: "Review" }).click();
  await expect(page.getByRole("heading", { level: 1, name: /^Review the payment/ })).toBeVisible();
});

test("10. find out who did what", async ({ page }) => {
  await begin(page, "Find out who did what", "Nora Linde", "Audit Trail");
  await expect(page.getByRole("table")).toContainText("Unlocked a log-in");
  await expect(page.getByRole("table")).toContainText("SAM.OKAFOR");
});

test("the demonstration is laid out anew while people use it, and nobody stays logged in", async ({ page }) => {
  test.setTimeout(330_000);
  await begin(page, "Decide on a role request", "Grace Novak", "Role Requests");
  await expect(page.getByRole("row").filter({ hasText: "LEO.FINCH" })).toHaveCount(0);
  await open(page, `${demo.origin}/demo`);
  await page.getByRole("button", { name: "Reset the demo" }).click();
  await expect(page.getByText(/is being laid out anew, since/)).toBeVisible();
  await expect(page.getByRole("button", { name: "Reset the demo" })).toHaveCount(0);

  // It answers all the time, and goes on for whoever is logged in until the other one stands.
  let answers = 0;
  await expect(async () => {
    const answer = await page.request.get(`${demo.origin}/demo`, { headers: { accept: "text/html" } });
    expect(answer.status()).toBe(200);
    answers += 1;
    expect(await answer.text()).toContain("The demonstration was laid out anew");
  }).toPass({ timeout: 300_000, intervals: [300] });
  expect(answers).toBeGreaterThan(1);

  await page.goto(`${demo.origin}/access/requests`);
  await expect(page).toHaveURL(/\/login/);
  await begin(page, "Decide on a role request", "Grace Novak", "Role Requests");
  await expect(page.getByRole("row").filter({ hasText: "LEO.FINCH" })).toHaveCount(1);
  await open(page, `${demo.origin}/demo`);
  await holdsAsShown(page);
});
