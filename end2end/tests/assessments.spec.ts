// Checking assessments in the browser and at the service for programs.
import { assessment, assessmentFile } from "../support/assessments.ts";
import { holdsAsShown, wellFormed } from "../support/audit.ts";
import { logInAs } from "../support/demo.ts";
import { card, choose } from "../support/files.ts";
import { expect, open, test } from "../support/page.ts";
import { pbjFile } from "../support/pbj.ts";
import { zipOf } from "../support/zip.ts";
import type { Page } from "@playwright/test";

/** What the page's worker fetches besides itself. */
function fetched(page: Page): string[] {
  const paths: string[] = [];
  page.context().on("request", (request) => {
    const { pathname } = new URL(request.url());
    if (/assessor|^\/specs\//.test(pathname)) paths.push(pathname);
  });
  return paths;
}

test("a clean assessment is checked by the rules of its version, which the browser fetches once", async ({ page }) => {
  const paths = fetched(page);
  await open(page, "/vut");
  await choose(page, assessmentFile("oasis.xml", "oasis-3.02.0", "01"));
  await expect(card(page, "oasis.xml")).toContainText("No problems found here");
  await expect(card(page, "oasis.xml")).toContainText("OASIS 3.02.0: 195 edits were checked.");
  await expect(card(page, "oasis.xml")).toContainText("CMS may find more than the edits checked here.");
  expect(paths.filter((path) => path.startsWith("/specs/oasis-3.02.0-"))).toHaveLength(1);
  expect(paths.filter((path) => path.startsWith("/specs/"))).toHaveLength(1);
});

test("a payroll file fetches none of it", async ({ page }) => {
  const paths = fetched(page);
  await open(page, "/vut");
  const file = pbjFile();
  await choose(page, file);
  await expect(card(page, file.name)).toContainText("No problems found here");
  expect(paths).toEqual([]);
});

test("what is wrong stands with its edit, item, value and what to change", async ({ page }) => {
  await open(page, "/vut");
  const file = assessmentFile("wrong.xml", "oasis-3.02.0", "01", { K0520Z1: "1", K0520A1: "1", M0064_SSN: "154-87-5926" });
  await choose(page, file);
  const problems = card(page, "wrong.xml");
  await problems.getByLabel("Show").selectOption({ label: "As one list" });
  const rows = problems.getByRole("table").locator("tbody tr");
  const ssn = rows.filter({ hasText: "-3110" });
  await expect(ssn).toContainText("/ASSESSMENT/M0064_SSN");
  await expect(ssn).toContainText("154-87-5926");
  await expect(rows.filter({ hasText: "-5930" }).first()).toContainText("K0520Z1 is 1");
  await wellFormed(page);
  await holdsAsShown(page);
});

test("a ZIP may hold both instruments, and each record is answered for itself", async ({ page }) => {
  await open(page, "/vut");
  const members = [
    { name: "one.xml", buffer: Buffer.from(assessment("oasis-3.02.0", "09")) },
    { name: "two.xml", buffer: Buffer.from(assessment("mds-3.10.0", "NC")) },
    { name: "three.xml", buffer: Buffer.from(assessment("mds-3.10.0", "NT", { A0900: undefined })) },
  ];
  await choose(page, { name: "mixed.zip", mimeType: "application/zip", buffer: zipOf(members) });
  const file = card(page, "mixed.zip");
  await expect(file).toContainText("1 fatal problem");
  await expect(file).toContainText("structure:missing-item");
  await file.getByText("How far this check reaches").click();
  await expect(file).toContainText("MDS 3.10.0: 186 edits were checked.");
  await expect(file).toContainText("OASIS 3.02.0: 195 edits were checked.");
});

test("a version that nobody published never passes: its date says by which rules, or nothing does", async ({ page }) => {
  await open(page, "/vut");
  await choose(page, assessmentFile("future.xml", "oasis-3.02.0", "01", { SPEC_VRSN_CD: "9.99" }));
  await expect(card(page, "future.xml")).toContainText("-5460");
  await choose(page, assessmentFile("past.xml", "oasis-3.02.0", "01", { SPEC_VRSN_CD: "9.99", M0090_INFO_COMPLETED_DT: "20160501" }));
  await expect(card(page, "past.xml")).toContainText("record:unknown-version");
});

test("a version without rules here is told with its dates, in the same words by the browser and the server", async ({ page, request }) => {
  const file = assessmentFile("before.xml", "oasis-3.02.0", "01", { SPEC_VRSN_CD: "3.01", M0090_INFO_COMPLETED_DT: "20260301" });
  const answer = await request.post("/api/vut/v1/assessmentUpload", { multipart: { assessmentFile: file } });
  const { validationResults } = await answer.json();
  const [{ results }] = validationResults[0].validationErrors;
  expect(results).toMatchObject({ error_id: "record:version-not-held", item: "SPEC_VRSN_CD", item_value: "3.01" });
  const words = "CMS published version 3.01 for records dated 01/01/2025 through 03/31/2026. Its rules are not held here";
  expect(results.text).toContain(words);
  await open(page, "/vut");
  await choose(page, file);
  await expect(card(page, "before.xml")).toContainText("record:version-not-held");
  await expect(card(page, "before.xml")).toContainText(words);
});

test("the page for payroll files takes no assessments, and says so", async ({ page }) => {
  await logInAs(page, "submitter");
  await open(page, "/pbj/upload");
  await choose(page, assessmentFile("oasis.xml", "oasis-3.02.0", "01"));
  await expect(card(page, "oasis.xml")).toContainText("A PBJ file begins with nursingHomeData");
});

test("programs are answered as by CMS's tool, without log-in", async ({ request }) => {
  const answer = await request.post("/api/vut/v1/assessmentUpload", {
    multipart: { assessmentFile: assessmentFile("bad.xml", "oasis-3.02.0", "01", { A0810: "9" }) },
  });
  expect(answer.status()).toBe(200);
  const { submissionDate, validationResults } = await answer.json();
  expect(submissionDate).toMatch(/^\d\d\/\d\d\/\d{4} \d\d:\d\d [AP]M$/);
  const [file] = validationResults;
  expect(file.filename).toBe("bad.xml");
  const found = file.validationErrors.map(({ results }: { results: Record<string, string> }) => [results.error_id, results.item]);
  expect(found).toContainEqual(["-3060", "A0810"]);
  expect(file.jsonPayload).toMatchObject({ systemCode: "OASIS", reasonType: "01", transactionTypeCode: "1" });
});
