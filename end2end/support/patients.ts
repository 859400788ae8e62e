// Patients that no other test has.
import { expect, type Page } from "@playwright/test";
import { hydrated, open } from "./page.ts";

/** A last name of letters that nobody else has. */
export function newName(): string {
  const letter = () => String.fromCharCode(65 + Math.floor(Math.random() * 26));
  return `ZO${Array.from({ length: 10 }, letter).join("")}`;
}

/** Fills name, birth and sex of a form. */
export async function typePatient(page: Page, last: string, first: string, birth = "04/12/1931"): Promise<void> {
  await page.getByLabel(/^Last name/).fill(last);
  await page.getByLabel(/^First name/).fill(first);
  await page.getByLabel(/^Date of birth/).fill(birth);
  await page.getByLabel(/^Sex/).selectOption({ label: "Female" });
}

/** Makes a patient by hand, who is `alike` to somebody that is there already; gives the Patient ID. */
export async function makePatient(page: Page, last: string, first: string, alike = false, scripted = true): Promise<string> {
  await open(page, "/patients/new", scripted);
  await typePatient(page, last, first);
  await page.getByRole("button", { name: "Make the patient" }).click();
  if (alike) {
    await expect(page.getByText("Nothing is made yet.")).toBeVisible();
    await hydrated(page, scripted);
    await page.getByLabel(/the new patient is somebody else/).check();
    await page.getByRole("button", { name: "Make the patient" }).click();
  }
  await expect(page.getByText("The patient is made")).toBeVisible();
  return /\/patients\/(\d+)/.exec(page.url())![1]!;
}

/** The rows of a patient's history. */
export async function history(page: Page, number: string, scripted = true): Promise<string> {
  await open(page, `/patients/${number}/history`, scripted);
  return (await page.getByRole("table").textContent())!;
}
