// Assessments that are entered in the browser.
import type { Page } from "@playwright/test";
import { HOME, assessmentFile } from "./assessments.ts";
import { TODAY, shown } from "./day.ts";
import { BASE_URL } from "./demo.ts";
import { becomes, type FilePayload } from "./files.ts";
import { expect } from "./page.ts";

/** What says why: an admission assessment of a nursing home, which is no payment assessment. */
const ADMISSION: Record<string, string> = { A0200: "1", A0310A: "01", A0310B: "99", A0310F: "99", A0310H: "0" };

/** Begins an admission assessment on the page that asks for it; gives the address of its form. */
export async function beginAdmission(page: Page): Promise<string> {
  for (const [item, code] of Object.entries(ADMISSION)) {
    const group = page.getByRole("group", { name: new RegExp(`\\(${item}\\)`) });
    await group.getByRole("radio", { name: new RegExp(`^${code} `) }).check();
  }
  await page.getByRole("button", { name: "Begin" }).click();
  await expect(page.getByRole("heading", { level: 1, name: /^MDS, New record/ })).toBeVisible();
  return new URL(page.url()).pathname;
}

/** An item's radio buttons. */
export const radios = (page: Page, item: string) => page.getByRole("group", { name: new RegExp(`\\b${item}\\b`) });

/** Sends a record of the administrator's home without a page and waits until it is stored; gives the page of the stored record. */
export async function storedRecord(page: Page, number: string, scripted = true): Promise<string> {
  const file = assessmentFile("quarterly.xml", "mds-3.10.0", "NQ", { ...HOME, A0600A: number });
  return storedOf(page, await sentWithoutPage(page, `key-${number}`, file), scripted);
}

/** Sends a file without a page; gives the number of its submission. */
export async function sentWithoutPage(page: Page, key: string, file: FilePayload): Promise<number> {
  const answer = await page.request.post("/assessments/submissions", {
    multipart: { key, file },
    headers: { Origin: new URL(BASE_URL).origin, Accept: "application/json" },
  });
  expect(answer.status()).toBe(201);
  const { received } = (await answer.json()) as { received: number };
  return received;
}

/** Waits until the one record of a submission is stored; gives its page. */
export async function storedOf(page: Page, submission: number, scripted: boolean): Promise<string> {
  await becomes(page, `/submissions/${submission}`, /^Accepted/, scripted);
  await page.getByRole("link", { name: /^Final Validation Report/ }).click();
  await expect(page).toHaveURL(/\/files\/\d+$/);
  return (await page.getByRole("main").locator('a[href^="/assessments/"]').first().getAttribute("href"))!;
}

/** Begins the modification of the stored record that is shown; gives the address of its form. */
export async function beginModification(page: Page): Promise<string> {
  await page.getByRole("button", { name: /^Modify/ }).click();
  await expect(page.getByRole("heading", { level: 1, name: /^MDS, Modification/ })).toBeVisible();
  return new URL(page.url()).pathname;
}

/** Says in the form that is shown why its record is corrected, and who attests it. */
export async function attestCorrection(page: Page): Promise<void> {
  const sections = page.getByRole("navigation", { name: "Sections of the form" });
  await sections.locator('a[href*="section=X#"]').click();
  await page.getByLabel(/X0900D/).check();
  await page.getByLabel(/X1100A/).fill("DANA");
  await page.getByLabel(/X1100B/).fill("WHITLOCK");
  await page.getByLabel(/X1100E/).fill(shown(TODAY));
  await page.getByRole("button", { name: "Save this section" }).click();
  await expect(page.getByText("The section is saved.")).toBeVisible();
}
