// Patients: made by hand, found, changed, merged and taken apart; and what a state excludes.
import { holdsAsShown } from "../support/audit.ts";
import { logInAs } from "../support/demo.ts";
import { expect, hydrated, open, test } from "../support/page.ts";
import { history, makePatient, newName, typePatient } from "../support/patients.ts";

test.describe.configure({ timeout: 120_000 });

test("a patient is made once, found by a search that stands in no address, and changed", async ({ page }) => {
  const last = newName();
  await logInAs(page, "coordinator");
  const number = await makePatient(page, last, "RUTH");
  await holdsAsShown(page);

  await open(page, "/patients/new");
  await typePatient(page, last, "RUTHIE");
  await page.getByRole("button", { name: "Make the patient" }).click();
  await expect(page.getByText("Nothing is made yet.")).toBeVisible();
  await expect(page.getByRole("link", { name: new RegExp(`Patient ID ${number}$`) })).toBeVisible();
  await expect(page.getByLabel(/^First name/)).toHaveValue("RUTHIE");
  await hydrated(page);
  await holdsAsShown(page);

  await open(page, "/patients");
  await page.getByLabel(/^Name, date of birth/).fill(last.toLowerCase());
  await page.getByRole("button", { name: "Search" }).click();
  await expect(page.getByRole("table").locator("tbody tr")).toHaveCount(1);
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: /^Download CSV/ }).click();
  expect((await download).suggestedFilename()).toBe("patients.csv");
  expect(page.url().toLowerCase()).not.toContain(last.toLowerCase());
  await holdsAsShown(page);
  await page.getByRole("table").getByRole("link", { name: `${last}, RUTH` }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`${last}, RUTH`);

  await page.getByRole("link", { name: "Edit", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`Edit patient ${number}`);
  await page.getByLabel(/^Date of birth/).fill("13/13/1931");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page).toHaveTitle(/^Error: Edit patient/);
  await hydrated(page);
  await expect(page.getByLabel(/^Last name/)).toHaveValue(last);
  await holdsAsShown(page);
  await page.getByLabel(/^Date of birth/).fill("04/1931");
  await page.getByLabel(/^Social Security number/).fill("900-11-0001");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("The patient is changed")).toBeVisible();
  await expect(page.getByRole("main")).toContainText("••••0001");
  await expect(page.getByRole("main")).not.toContainText("900110001");

  await hydrated(page);
  await page.getByRole("button", { name: "Show the numbers" }).click();
  await expect(page).toHaveTitle(/^Error: /);
  await hydrated(page);
  await page.getByLabel(/^Why you need to see the numbers/).fill("To call Medicare.");
  await page.getByRole("button", { name: "Show the numbers" }).click();
  await expect(page.getByRole("main")).toContainText("900110001");
  const told = await history(page, number);
  for (const words of ["Patient made", "04/12/1931", "04/1931", "••••0001", "To call Medicare."]) {
    expect(told).toContain(words);
  }
  expect(told).not.toContain("900110001");
  await holdsAsShown(page);
});

test("two patients who are one are merged, and taken apart again", async ({ page }) => {
  const last = newName();
  await logInAs(page, "coordinator");
  const kept = await makePatient(page, last, "RUTH");
  const merged = await makePatient(page, last, "RUTHIE", true);
  await open(page, `/patients/${kept}/merge`);
  await page.getByLabel(/^Patient ID of the other patient/).fill(kept);
  await page.getByRole("button", { name: "Show both" }).click();
  await expect(page).toHaveTitle(/^Error: Merge/);
  await hydrated(page);
  await page.getByLabel(/^Patient ID of the other patient/).fill(merged);
  await page.getByRole("button", { name: "Show both" }).click();
  const row = page.getByRole("row").filter({ hasText: "First name" });
  await expect(row).toContainText("RUTHIE");
  await expect(row).toContainText("Different");
  await hydrated(page);
  await holdsAsShown(page);
  await page.getByLabel(/^Reason/).fill("The same person.");
  await page.getByRole("button", { name: "Merge the patients" }).click();
  await expect(page.getByText("The patients are merged")).toBeVisible();
  await holdsAsShown(page);

  await open(page, `/patients/${merged}`);
  await expect(page.getByRole("main")).toContainText("This patient was merged into");
  await page.getByRole("link", { name: `patient ${kept}` }).click();
  await page.getByRole("link", { name: /^Undo/ }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Undo a merge");
  await expect(page.getByRole("main")).toContainText("goes back, too, where it fits the one who was merged");
  await holdsAsShown(page);
  await page.getByLabel(/^Reason/).fill("They are sisters.");
  await page.getByRole("button", { name: "Undo the merge" }).click();
  await expect(page.getByText("The patients are apart again")).toBeVisible();
  expect(await history(page, merged)).toContain("They are sisters.");
});
