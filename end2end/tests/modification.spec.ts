// A stored record of MDS is corrected on the pages: with script and without.
import { HOME, assessmentFile, ssn } from "../support/assessments.ts";
import { BASE_URL, logInAs } from "../support/demo.ts";
import { TODAY, shown } from "../support/day.ts";
import { radios } from "../support/entry.ts";
import { becomes } from "../support/files.ts";
import { expect, open, test } from "../support/page.ts";
import type { Page } from "@playwright/test";

/** Sends a record without a page and waits until it is stored; gives the page of the stored record. */
async function stored(page: Page, number: string, scripted: boolean): Promise<string> {
  const file = assessmentFile("quarterly.xml", "mds-3.10.0", "NQ", { ...HOME, A0600A: number });
  const answer = await page.request.post("/assessments/submissions", {
    multipart: { key: `key-${number}`, file },
    headers: { Origin: new URL(BASE_URL).origin, Accept: "application/json" },
  });
  expect(answer.status()).toBe(201);
  const { received } = (await answer.json()) as { received: number };
  await becomes(page, `/submissions/${received}`, /^Accepted/, scripted);
  await page.getByRole("link", { name: /^Final Validation Report/ }).click();
  await expect(page).toHaveURL(/\/files\/\d+$/);
  return (await page.getByRole("main").locator('a[href^="/assessments/"]').first().getAttribute("href"))!;
}

test("a modification of MDS is filled in, sent, and takes the place of its record", async ({ page, javaScriptEnabled }) => {
  const scripted = javaScriptEnabled !== false;
  await logInAs(page, "administrator");
  const record = await stored(page, ssn(), scripted);
  await open(page, record, scripted);
  await page.getByRole("button", { name: /^Modify/ }).click();
  await expect(page.getByRole("heading", { level: 1, name: /^MDS, Modification/ })).toBeVisible();
  const form = new URL(page.url()).pathname;
  // Nothing but the reasons and who attests is left to say, and the record is not sent without them.
  await open(page, `${form}/review`, scripted);
  const main = page.getByRole("main");
  await expect(main).toContainText("-3795");
  await expect(page.getByRole("button", { name: "Submit" })).toHaveCount(0);
  const sections = page.getByRole("navigation", { name: "Sections of the form" });
  const save = page.getByRole("button", { name: "Save this section" });
  await open(page, `${form}?section=B`, scripted);
  const hearing = radios(page, "B0200").getByRole("radio", { name: /^2 / });
  await hearing.check();
  await save.click();
  await expect(page.getByText("The section is saved.")).toBeVisible();
  await sections.locator('a[href*="section=X#"]').click();
  await page.getByLabel(/X0900D/).check();
  await page.getByLabel(/X1100A/).fill("DANA");
  await page.getByLabel(/X1100B/).fill("WHITLOCK");
  await page.getByLabel(/X1100E/).fill(shown(TODAY));
  await save.click();
  await expect(page.getByText("The section is saved.")).toBeVisible();
  await open(page, `${form}/review`, scripted);
  await page.getByRole("button", { name: "Submit" }).click();
  await expect(page.getByRole("heading", { level: 1, name: /^Submission \d+$/ })).toBeVisible();
  await becomes(page, page.url(), /^Accepted/, scripted);
  await open(page, record, scripted);
  await expect(main).toContainText("Replaced");
  const versions = main.getByRole("table", { name: /^Versions/ });
  await expect(versions).toContainText(/B0200 Hearing: 2 \(/);
  const replacing = versions.getByRole("row").nth(1);
  await expect(replacing).toContainText("Current");
  await replacing.getByRole("link").first().click();
  await expect(main.getByRole("button", { name: /^Modify/ })).toBeVisible();
});
