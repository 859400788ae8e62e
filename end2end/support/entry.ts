// Assessments that are entered in the browser.
import type { Page } from "@playwright/test";
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
