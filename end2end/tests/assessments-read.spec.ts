// Stored assessments, the inbox and the reports about them.
import { logInAs } from "../support/demo.ts";
import { answerWithSomebodyElses } from "../support/inbox.ts";
import { expect, hydrated, open, test } from "../support/page.ts";

test("a patient is searched for without a name in the address, and a record says what its codes mean", async ({ page }) => {
  await logInAs(page, "administrator");
  await open(page, "/assessments?state=all");
  const rows = page.getByRole("table").locator("tbody").getByRole("row");
  const patient = (await rows.first().getByRole("cell").first().textContent())!.split(",")[0]!;
  await page.getByLabel("Patient's name").fill(patient);
  await page.getByRole("button", { name: "Search" }).click();
  await expect(page).toHaveURL(/search=/);
  expect(page.url().toLowerCase()).not.toContain(patient.toLowerCase());
  await expect(rows.first()).toContainText(patient);
  await hydrated(page);
  await rows.first().getByRole("rowheader").getByRole("link").click();
  await expect(page.getByRole("heading", { level: 1, name: /^Assessment \d+$/ })).toBeVisible();
  await page.getByRole("link", { name: /^All sections/ }).click();
  const said = page.getByRole("region", { name: "All sections" });
  await expect(said).toContainText(patient);
  // Numbers are masked here as on the patient's profile.
  await expect(said).toContainText(/••••\w{4}/);
  await expect(page.getByText("The patient's profile shows them, here too, to whoever says why.")).toBeVisible();
  await expect(page.getByRole("region", { name: /^Versions of this record/ })).toContainText("Submission");
});

test("a record of the inbox is taken, and no reason is asked for again", async ({ page }) => {
  await logInAs(page, "administrator");
  await open(page, "/assessments/inbox?show=nobodys");
  await page.getByRole("table").getByRole("rowheader").first().getByRole("link").click();
  await expect(page.getByRole("heading", { level: 1, name: /^Submission \d+, file \d+$/ })).toBeVisible();
  await hydrated(page);
  await page.getByRole("button", { name: "Take it in hand" }).click();
  await expect(page.getByText("The record is in your hands")).toBeVisible();
  await hydrated(page);
  await page.getByRole("button", { name: "It is done" }).click();
  await expect(page.getByRole("alert")).toContainText("Choose why nothing is left to do.");
  await hydrated(page);
  await page.getByLabel("Not needed").check();
  await page.getByRole("button", { name: "It is done" }).click();
  await expect(page.getByText("The record is done")).toBeVisible();
  await hydrated(page);
  await page.getByRole("button", { name: "Open it again" }).click();
  await expect(page.getByText("The record is open again")).toBeVisible();
});

test("another patient's assessment is no answer to a record of the inbox", async ({ page }) => {
  await logInAs(page, "administrator");
  await answerWithSomebodyElses(page);
});

test("what a filter cannot read is said, and no table passes for what was asked", async ({ page }) => {
  await logInAs(page, "administrator");
  await open(page, "/reports/admissions-discharges");
  await page.getByLabel("CCN").fill("16E72");
  await page.getByLabel("First day").fill("yesterday");
  await page.getByRole("button", { name: "Show the report" }).click();
  await expect(page.getByText("left out: CCN “16E72”, First day “yesterday”.")).toBeVisible();
  await open(page, "/reports/admissions-discharges?from=2026-11-01&to=2026-01-01");
  await expect(page.getByText("The first day is after the last")).toBeVisible();
  for (const address of ["/assessments?from=13/45/2026", "/assessments/inbox?facility=1", "/patients?provider=1"]) {
    await open(page, address);
    await expect(page.getByText(/^Not understood, and so left out:/), address).toBeVisible();
  }
});

test("a record of the inbox is marked as of the inbox alone", async ({ page }) => {
  await logInAs(page, "administrator");
  await open(page, "/assessments/inbox");
  await page.getByRole("table").getByRole("rowheader").first().getByRole("link").click();
  await expect(page.getByRole("heading", { level: 1, name: /^Submission \d+, file \d+$/ })).toBeVisible();
  const marked = page.getByRole("navigation", { name: "Main" }).first().locator("[aria-current]");
  await expect(marked).toHaveText(["Assessment Inbox"]);
});

test("a receipt of assessments is marked as of their submissions, also when it is read anew", async ({ page }) => {
  await logInAs(page, "administrator");
  await open(page, "/submissions?kind=assessments");
  await page.getByRole("table").getByRole("rowheader").first().getByRole("link").click();
  await expect(page.getByRole("heading", { level: 1, name: /^Submission \d+$/ })).toBeVisible();
  const marked = page.getByRole("navigation", { name: "Main" }).first().locator("[aria-current]");
  await expect(marked).toHaveText(["Assessment Submissions"]);
  await open(page, page.url());
  await expect(marked).toHaveText(["Assessment Submissions"]);
});

test("a report of one's facilities is there at once, and one of the nation is made in the background", async ({ page }) => {
  await logInAs(page, "administrator");
  await open(page, "/reports");
  await page.getByRole("link", { name: "Agency/Facility Final Validation" }).click();
  await expect(page.getByRole("region", { name: "Agency/Facility Final Validation" })).toBeVisible();
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download CSV" }).click();
  expect((await download).suggestedFilename()).toBe("facility-final-validation.csv");

  await logInAs(page, "cms");
  await open(page, "/reports/submission-statistics");
  await page.getByRole("button", { name: "Make this report" }).click();
  await expect(page).toHaveURL(/\/reports\/mine\//);
  await expect(page.getByText("Ready")).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole("region", { name: "The report" })).toContainText("OASIS");
});

test("a report offers the states that one sees, and an Assessment ID leads to its record", async ({ page }) => {
  await logInAs(page, "administrator");
  await open(page, "/reports/roster");
  await expect(page.getByLabel("CCN")).toBeVisible();
  await expect(page.getByLabel("State")).toHaveCount(0);
  const first = page.getByRole("region", { name: "Roster" }).locator("tbody tr").first();
  const id = (await first.getByRole("link").last().innerText()).trim();
  await first.getByRole("link").last().click();
  await expect(page.getByRole("heading", { level: 1, name: `Assessment ${id}` })).toBeVisible();
  await logInAs(page, "cms");
  await open(page, "/reports/submission-statistics");
  await expect(page.getByLabel("State")).toBeVisible();
});
