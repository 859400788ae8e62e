// Assessments from the file to the record: sent, accepted or rejected, and found again.
import { readFileSync } from "node:fs";
import { HOME, assessment, assessmentFile, ssn } from "../support/assessments.ts";
import { logInAs } from "../support/demo.ts";
import { card, choose, send } from "../support/files.ts";
import { accessible, expect, open, test } from "../support/page.ts";
import { pbjFile } from "../support/pbj.ts";
import { zipOf } from "../support/zip.ts";
import type { Page } from "@playwright/test";

async function submit(page: Page, file: Parameters<typeof choose>[1]): Promise<string> {
  await open(page, "/assessments/upload");
  await choose(page, file);
  return send(page, file.name);
}

async function decided(page: Page, number: string, state: RegExp): Promise<void> {
  await open(page, `/submissions/${number}`);
  await expect(page.locator(".q-state")).toHaveText(state, { timeout: 30_000 });
}

test("a record is checked here, sent, accepted, and its report says by how many edits", async ({ page }) => {
  await logInAs(page, "administrator");
  const file = assessmentFile("entry.xml", "mds-3.10.0", "NT", { ...HOME, A0600A: ssn() });
  const number = await submit(page, file);
  await decided(page, number, /^Accepted/);
  await page.getByRole("link", { name: /^Final Validation Report/ }).click();
  const main = page.getByRole("main");
  await expect(main).toContainText("This record was accepted.");
  await expect(main).toContainText("edits of MDS 3.10.0");
  await expect(main).toContainText("CMS may find more.");
  await expect(main).toContainText("Assessment ID");
  await accessible(page);
});

test("a payroll file among assessments is never called free of problems", async ({ page }) => {
  await logInAs(page, "administrator");
  await open(page, "/assessments/upload");
  const file = pbjFile();
  await choose(page, file);
  const hours = card(page, file.name);
  await expect(hours).toContainText("Not an assessment");
  await expect(hours).toContainText("send it on the page Upload PBJ Files");
  await expect(hours).not.toContainText("No problems");
  await expect(hours).not.toContainText("is not one that you can send");
  const members = [
    { name: "good.xml", buffer: Buffer.from(assessment("mds-3.10.0", "NT", { ...HOME, A0600A: ssn() })) },
    { name: "hours.xml", buffer: pbjFile().buffer },
  ];
  await choose(page, { name: "both.zip", mimeType: "application/zip", buffer: zipOf(members) });
  const both = card(page, "both.zip");
  await expect(both).toContainText("1 file is not an assessment");
  await expect(both).toContainText("send them on the page Upload PBJ Files");
  await expect(both).not.toContainText("No problems");
});

test("the same record again is a duplicate, and an inactivation takes it back", async ({ page }) => {
  await logInAs(page, "administrator");
  const number = ssn();
  const entry = { ...HOME, A0600A: number };
  await decided(page, await submit(page, assessmentFile("one.xml", "mds-3.10.0", "NT", entry)), /^Accepted/);
  const again = assessmentFile("two.xml", "mds-3.10.0", "NT", { ...entry, FAC_DOC_ID: "AGAIN" });
  const rejected = await submit(page, again);
  await decided(page, rejected, /^Rejected$/);
  await page.getByRole("link", { name: /^Final Validation Report/ }).click();
  await expect(page.getByRole("main")).toContainText("server:duplicate");
  const { STATE_CD, FAC_ID } = HOME;
  const back = assessmentFile("back.xml", "mds-3.10.0", "XX", { STATE_CD, FAC_ID, X0500: number });
  await decided(page, await submit(page, back), /^Accepted/);
  const anew = assessmentFile("anew.xml", "mds-3.10.0", "NT", { ...entry, FAC_DOC_ID: "ANEW" });
  await decided(page, await submit(page, anew), /^Accepted/);
});

test("a ZIP is one submission, and each of its records has its own end", async ({ page }) => {
  await logInAs(page, "administrator");
  const members = [
    { name: "good.xml", buffer: Buffer.from(assessment("mds-3.10.0", "NT", { ...HOME, A0600A: ssn() })) },
    { name: "strange.xml", buffer: Buffer.from(assessment("mds-3.10.0", "NT", { ...HOME, FAC_ID: "NOTOURS", A0600A: ssn() })) },
    { name: "hours.xml", buffer: pbjFile().buffer },
  ];
  const number = await submit(page, { name: "records.zip", mimeType: "application/zip", buffer: zipOf(members) });
  await decided(page, number, /^Partly rejected$/);
  const rows = page.getByRole("table", { name: "Files of this submission" }).locator("tbody tr");
  await expect(rows.filter({ hasText: "good.xml" })).toContainText("Accepted");
  await expect(rows.filter({ hasText: "strange.xml" })).toContainText("Rejected");
  await expect(rows.filter({ hasText: "hours.xml" })).toContainText("Rejected");
  // What became of the records of each provider, and the way to them. A payroll file is no record.
  const providers = page.getByRole("table", { name: "What became of the records of each provider" }).locator("tbody tr");
  await expect(providers).toHaveCount(2);
  await expect(providers.last()).toContainText("No provider that is known");
  await expect(providers.last().getByRole("cell").nth(1)).toHaveText("1");
  await expect(page.getByRole("link", { name: "Download the providers as CSV" })).toBeVisible();
  await providers.first().getByRole("link").click();
  await expect(page).toHaveURL(/facility=16E724/);
  await expect(page.getByRole("main")).toContainText("1 of 1 file");
  await open(page, `/submissions?kind=assessments&number=${number}`);
  await expect(page.getByRole("heading", { level: 1, name: "Assessment Submissions" })).toBeVisible();
  await expect(page.getByRole("main")).toContainText("3 files");
});

test("who coordinates assessments sees the reports and uploads nothing", async ({ page }) => {
  await logInAs(page, "coordinator");
  await open(page, "/dashboard");
  const links = page.getByRole("navigation", { name: "Main" }).getByRole("link");
  await expect(links.filter({ hasText: "Assessment Submissions" })).toBeVisible();
  await expect(links.filter({ hasText: "Upload Assessments" })).toHaveCount(0);
});

test("the browser says by which rules a record was checked before it is sent", async ({ page }) => {
  await logInAs(page, "administrator");
  await open(page, "/assessments/upload");
  await choose(page, assessmentFile("fine.xml", "mds-3.10.0", "NT", HOME));
  await expect(card(page, "fine.xml")).toContainText("MDS 3.10.0");
});

test("a record of a facility that one cannot send for is known before it is sent", async ({ page }) => {
  await logInAs(page, "administrator");
  await open(page, "/assessments/upload");
  const words = (number: string, instrument: string) =>
    `Facility ID ${number} is not one that you can send ${instrument} records for. The server will reject`;
  await choose(page, assessmentFile("own.xml", "mds-3.10.0", "NT", HOME));
  await choose(page, assessmentFile("foreign.xml", "oasis-3.02.0", "01"));
  const foreign = card(page, "foreign.xml");
  await expect(foreign).toContainText(`${words("SRDEMO01 in CT", "OASIS")} its record.`);
  await expect(foreign).toContainText("1 record will be rejected for its facility");
  await expect(foreign).not.toContainText(/No problems/);
  const members = ["one.xml", "two.xml"].map((name) => ({ name, buffer: Buffer.from(assessment("mds-3.10.0", "NT")) }));
  await choose(page, { name: "foreign.zip", mimeType: "application/zip", buffer: zipOf(members) });
  await expect(card(page, "foreign.zip")).toContainText(`${words("SRDEMO01 in OH", "MDS")} its 2 records.`);
  await expect(card(page, "foreign.zip")).toContainText("2 records will be rejected for their facility");
  await expect(card(page, "own.xml")).toContainText("MDS 3.10.0");
  await expect(card(page, "own.xml")).not.toContainText("is not one that you can send");
  // The home takes part with the MDS alone.
  const { STATE_CD, FAC_ID } = HOME;
  await choose(page, assessmentFile("instrument.xml", "oasis-3.02.0", "01", { HHA_AGENCY_ID: FAC_ID, STATE_CD }));
  await expect(card(page, "instrument.xml")).toContainText(words(`${FAC_ID} in ${STATE_CD}`, "OASIS"));
  // What will be rejected is not sent with all the rest, and counted apart.
  await choose(page, assessmentFile("own-too.xml", "mds-3.10.0", "NT", HOME));
  await expect(page.getByRole("button", { name: "Send 2 of 5 files" })).toBeVisible();
  await expect(page.getByText("3 files of which the server will reject something are not among them.")).toBeVisible();
});

/** The rows of the problems of a ZIP of records, each with one fatal problem, in the order in which the page tells them. */
async function problemsOf(page: Page, buffer: Buffer, count: number): Promise<string[]> {
  await open(page, "/assessments/upload");
  await choose(page, { name: "records.zip", mimeType: "application/zip", buffer });
  const found = card(page, "records.zip");
  await expect(found).toContainText(`${count} fatal problems`, { timeout: 30_000 });
  await expect(found.locator("summary").filter({ hasText: "-3020" })).toContainText(`${count} times`);
  const button = found.getByRole("button", { name: "Download these problems (CSV)" });
  const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
  return readFileSync(await download.path(), "utf8").trimEnd().split("\r\n").slice(1);
}

test("a ZIP of more than 1 MB is shared among workers, who find together what one finds alone", async ({ page }) => {
  await logInAs(page, "administrator");
  const processors = await page.evaluate(() => navigator.hardwareConcurrency);
  test.skip(processors < 2, "with one processor there are no other workers");
  // No Social Security number begins with 000 (-3020).
  const record = assessment("oasis-3.02.0", "01", { M0064_SSN: "NUMBER" });
  const ssns = Array.from({ length: 320 }, (_, index) => `000${String(index + 1).padStart(6, "0")}`);
  const members = ssns.map((ssn) => ({ name: `${ssn}.xml`, buffer: Buffer.from(record.replace(">NUMBER<", `>${ssn}<`)) }));
  const shared = zipOf(members);
  const alone = zipOf(members, { deflated: true });
  expect(shared.length).toBeGreaterThan(3 << 20);
  expect(alone.length, "too small for another worker").toBeLessThan(1 << 20);

  // A worker fetches the rules for the first part that it takes. Nobody has them before two have taken one.
  const RULES = /\/specs\/[^/]+\.pack$/;
  let fetches = 0;
  page.on("request", (request) => {
    if (RULES.test(request.url())) fetches++;
  });
  let go = (): void => {};
  const two = new Promise<void>((resolve) => (go = resolve));
  await page.route(RULES, async (route) => {
    if (fetches > 1) go();
    await two;
    await route.continue();
  });
  const together = await problemsOf(page, shared, ssns.length);
  expect(fetches, "workers that took a part").toBeGreaterThan(1);
  await page.unroute(RULES);
  for (const [index, ssn] of ssns.entries()) {
    expect(together[index]).toMatch(new RegExp(`^"${ssn}\\.xml",.*"-3020",.*"${ssn}"`));
  }

  fetches = 0;
  expect(await problemsOf(page, alone, ssns.length)).toEqual(together);
  expect(fetches, "one worker alone").toBe(1);
});
