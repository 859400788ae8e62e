// Patients and excluded codes where the browser runs no script.
import { logInAs } from "../support/demo.ts";
import { someone } from "../support/penalties.ts";
import { expect, test } from "../support/page.ts";
import { history, makePatient, newName } from "../support/patients.ts";

test.describe.configure({ timeout: 120_000 });

test("a patient is made, corrected by the state with a reason, merged and taken apart", async ({ browser, page }) => {
  const last = newName();
  await logInAs(page, "coordinator");
  const kept = await makePatient(page, last, "RUTH", false, false);
  const merged = await makePatient(page, last, "RUTHIE", true, false);

  const state = await someone(browser, "stateCoordinator", false);
  await state.goto(`/patients/${kept}/edit`);
  await state.getByLabel(/^First name/).fill("ROSE");
  await state.getByRole("button", { name: "Save" }).click();
  await expect(state).toHaveTitle(/^Error: Edit patient/);
  await expect(state.getByLabel(/^First name/)).toHaveValue("ROSE");
  await state.getByLabel(/^Reason/).fill("The agency called.");
  await state.getByRole("button", { name: "Save" }).click();
  await expect(state.getByText("The patient is changed")).toBeVisible();
  await state.context().close();
  expect(await history(page, kept, false)).toContain("The agency called.");

  await page.goto(`/patients/${kept}/merge?with=${merged}`);
  await page.getByLabel(/^Reason/).fill("The same person.");
  await page.getByRole("button", { name: "Merge the patients" }).click();
  await expect(page.getByText("The patients are merged")).toBeVisible();
  await page.getByRole("link", { name: /^Undo/ }).click();
  await page.getByLabel(/^Reason/).fill("They are sisters.");
  await page.getByRole("button", { name: "Undo the merge" }).click();
  await expect(page.getByText("The patients are apart again")).toBeVisible();
});

test("a state excludes a code, and ends that", async ({ page }) => {
  await logInAs(page, "stateCoordinator");
  await page.goto("/patients/exclusions");
  const code = `Z${10 + Math.floor(Math.random() * 90)}.${100 + Math.floor(Math.random() * 900)}`;
  await page.getByLabel(/^Code, or its beginning/).fill("20B");
  await page.getByLabel(/^First day/).fill("11/01/2026");
  await page.getByRole("button", { name: "Exclude the code" }).click();
  await expect(page).toHaveTitle(/^Error: Excluded/);
  await expect(page.getByLabel(/^First day/)).toHaveValue("11/01/2026");
  await page.getByLabel(/^Code, or its beginning/).fill(code);
  await page.getByRole("button", { name: "Exclude the code" }).click();
  await expect(page.getByText("The code is excluded")).toBeVisible();
  await page.getByRole("link", { name: new RegExp(`^End the exclusion of ${code.replace(".", "\\.")}`) }).click();
  await page.getByLabel(/^Last day/).fill("11/05/2026");
  await page.getByRole("button", { name: "Save the last day" }).click();
  await expect(page.getByText("The exclusion has a last day")).toBeVisible();
  await expect(page.getByRole("row").filter({ hasText: code })).toContainText("11/05/2026");
  // The table is wider than a telephone; its caption is read without scrolling.
  await page.setViewportSize({ width: 320, height: 700 });
  const caption = await page.getByText("Excluded codes, those in force first").boundingBox();
  expect(caption?.width).toBeLessThan(320);
});

test("an exclusion that took nothing out of a record is deleted, after a second look", async ({ page }) => {
  await logInAs(page, "stateCoordinator");
  await page.goto("/patients/exclusions");
  const code = `Y${10 + Math.floor(Math.random() * 90)}.${100 + Math.floor(Math.random() * 900)}`;
  await page.getByLabel(/^Code, or its beginning/).fill(code);
  await page.getByLabel(/^First day/).fill("11/01/2026");
  await page.getByRole("button", { name: "Exclude the code" }).click();
  await expect(page.getByText("The code is excluded")).toBeVisible();
  await expect(page.getByRole("row").filter({ hasText: code })).toContainText("Not yet");
  await page.getByRole("link", { name: new RegExp(`^Delete the exclusion of ${code.replace(".", "\\.")}`) }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Delete an exclusion" })).toBeVisible();
  await expect(page.getByRole("main")).toContainText(code);
  const late = await page.context().newPage();
  await late.goto(page.url());
  await page.getByRole("button", { name: "Delete the exclusion" }).click();
  await expect(page.getByText("The exclusion is deleted")).toBeVisible();
  await late.getByRole("button", { name: "Delete the exclusion" }).click();
  await expect(late.getByRole("heading", { level: 1, name: "Excluded ICD-10 codes" })).toBeVisible();
  await expect(late.getByText("not in your list any more")).toBeVisible();
  await late.close();
  await expect(page.getByRole("row").filter({ hasText: code })).toHaveCount(0);
});
