// The core journeys, by roles and addresses only: they run in the browser with script and without.
import { STORED } from "../support/day.ts";
import { PASSWORD, PEOPLE, logInAs } from "../support/demo.ts";
import { choose } from "../support/files.ts";
import { proveSecondFactor } from "../support/mailbox.ts";
import { expect, open, test } from "../support/page.ts";
import { pbjFile } from "../support/pbj.ts";

const CONSENT = /^I have read the full privacy and security notice/;

test("log in after a mistake, see who one is, and log out", async ({ page, javaScriptEnabled }) => {
  await open(page, "/login", javaScriptEnabled);
  await page.getByLabel("User ID").fill("DANA.WHITLOCK");
  await page.getByLabel("Password").fill("not the password");
  await page.getByLabel(CONSENT).check();
  await page.getByRole("button", { name: "Log In", exact: true }).click();
  await expect(page).toHaveTitle("Error: Welcome to iQIES - OpenQIES");
  await expect(page.getByLabel("User ID")).toHaveValue("DANA.WHITLOCK");
  await expect(page.getByLabel("Password")).toHaveValue("");
  await expect(page.getByLabel(CONSENT)).toBeChecked();
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Log In", exact: true }).click();
  await proveSecondFactor(page);
  await expect(page).toHaveURL(/\/dashboard$/);
  await page.getByLabel("User menu").click();
  await page.getByRole("link", { name: "My Profile" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "My Profile" })).toBeVisible();
  await expect(page.getByRole("main")).toContainText("DANA.WHITLOCK");
  await page.getByLabel("User menu").click();
  await page.getByRole("button", { name: "Log Out" }).click();
  await expect(page).toHaveURL(/\/login\?ended=logged_out$/);
  await expect(page.getByText("You are logged out.")).toBeVisible();
});

test("one click logs in, and a number of the dashboard leads to the list that proves it", async ({ page, javaScriptEnabled }) => {
  await open(page, "/login", javaScriptEnabled);
  await page.getByRole("button", { name: `Log in as ${PEOPLE.state.name}` }).click();
  await expect(page).toHaveURL(/\/dashboard$/);
  const number = page.getByRole("main").getByRole("link", { name: /^\d+ active providers$/ });
  const count = (await number.innerText()).split(/\s/)[0];
  await number.click();
  await expect(page).toHaveURL(/\/providers\?/);
  await expect(page.getByRole("status").filter({ hasText: `of ${count} providers` })).toBeVisible();
});

test("find a provider: search, filter, sort, page, profile, and back", async ({ page, javaScriptEnabled }) => {
  await logInAs(page, "cms");
  await open(page, "/providers", javaScriptEnabled);
  await page.getByRole("link", { name: "Next", exact: true }).click();
  await expect(page).toHaveURL(/page=2/);
  await page.getByLabel("State", { exact: true }).selectOption({ label: "Iowa" });
  await page.getByRole("button", { name: "Apply filters" }).click();
  await expect(page).toHaveURL(/state=IA/);
  await expect(page).not.toHaveURL(/page=2/);
  await expect(page.getByRole("list", { name: "Filters in use" })).toContainText("Iowa");
  await page.getByRole("columnheader", { name: /^City/ }).getByRole("link").click();
  await expect(page.getByRole("columnheader", { name: /^City/ })).toHaveAttribute("aria-sort", "ascending");
  await page.getByLabel("Name, city, CCN or Facility ID").fill("16E724");
  await page.getByRole("button", { name: "Apply filters" }).click();
  await page.getByRole("link", { name: "DAVIS COUNTY HOSPITAL" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "DAVIS COUNTY HOSPITAL" })).toBeVisible();
  await expect(page.getByText("IA1077").first()).toBeVisible();
  await page.goBack();
  await expect(page).toHaveURL(/q=16E724/);
  await expect(page.getByRole("heading", { level: 1, name: "Providers" })).toBeVisible();
});

test("a file is sent, received, checked and accepted, and its report is read", async ({ page, javaScriptEnabled }) => {
  await logInAs(page, "submitter");
  const file = pbjFile();
  await open(page, "/pbj/upload", javaScriptEnabled);
  await choose(page, file);
  await page.getByRole("button", { name: /^Send/ }).click();
  // With script the receipt is a link beside the file, without it the next page.
  if (javaScriptEnabled) await page.getByRole("link", { name: /^Submission \d+$/ }).click();
  await expect(page.getByRole("heading", { level: 1, name: /^Submission \d+$/ })).toBeVisible();
  const report = page.getByRole("link", { name: /^Final Validation Report/ });
  await expect(async () => {
    const refresh = page.getByRole("link", { name: "Refresh" });
    if (!javaScriptEnabled && (await refresh.isVisible())) await refresh.click();
    await expect(report).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 30_000 });
  await report.click();
  await expect(page.getByRole("heading", { level: 1, name: "Final Validation Report" })).toBeVisible();
  await expect(page.getByRole("main")).toContainText("This file was accepted.");
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Submissions", exact: true }).click();
  await expect(page.getByRole("row").filter({ hasText: file.name })).toContainText("Accepted");
});

test("problems in a file are found, each with what to change", async ({ page, javaScriptEnabled }) => {
  await logInAs(page, "submitter");
  const file = pbjFile({ unknownTitles: 2 });
  await open(page, "/pbj/upload", javaScriptEnabled);
  await choose(page, file);
  await page.getByRole("button", { name: /^Send/ }).click();
  if (javaScriptEnabled) await page.getByRole("link", { name: /^Submission \d+$/ }).click();
  const report = page.getByRole("link", { name: /^Final Validation Report/ });
  await expect(async () => {
    const refresh = page.getByRole("link", { name: "Refresh" });
    if (!javaScriptEnabled && (await refresh.isVisible())) await refresh.click();
    await expect(report).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 30_000 });
  await report.click();
  const messages = page.getByRole("table", { name: /^Messages/ });
  await expect(messages.locator("tbody tr")).toHaveCount(2);
  await expect(messages).toContainText("-3676");
});

test("who has submitted: choose a quarter and a status", async ({ page, javaScriptEnabled }) => {
  await logInAs(page, "state");
  await open(page, "/staffing/status", javaScriptEnabled);
  await page.getByLabel("Quarter").selectOption({ index: 1 });
  const quarter = await page.getByLabel("Quarter").locator("option:checked").innerText();
  await page.getByRole("button", { name: "Apply filters" }).click();
  await expect(page).toHaveURL(/quarter=/);
  await expect(page.getByRole("table", { name: `Nursing homes, ${quarter}` })).toBeVisible();
});

test("a stored quarter is found by its address", async ({ page, javaScriptEnabled }) => {
  await logInAs(page, "viewer");
  await open(page, `/staffing?facility=16E724&quarter=${STORED.key}`, javaScriptEnabled);
  await expect(page.getByRole("heading", { level: 2, name: /^DAVIS COUNTY HOSPITAL/ })).toBeVisible();
  await expect(page.getByRole("table", { name: /^Hours from/ })).toBeVisible();
  await page.getByText("Show as a table").click();
  await expect(page.getByRole("table", { name: "Nurse hours by week" })).toBeVisible();
});

test("help and the words of the roles need no log-in", async ({ page, javaScriptEnabled }) => {
  await open(page, "/help", javaScriptEnabled);
  await page.getByRole("link", { name: "All PBJ edits" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "PBJ edits" })).toBeVisible();
  await page.getByRole("banner").getByRole("link", { name: "Help" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Help" })).toBeVisible();
});

test("whoever may not send is refused with the reason", async ({ page, javaScriptEnabled }) => {
  await logInAs(page, "viewer");
  await open(page, "/pbj/upload", javaScriptEnabled);
  await expect(page.getByRole("heading", { level: 1, name: "You do not have access" })).toBeVisible();
  await expect(page.getByRole("main")).toContainText("PBJ Submitter");
});
