// Entering an assessment where the browser runs no script: each section is a form that the server saves and checks.
import { assessmentFile, ssn } from "../support/assessments.ts";
import { logInAs } from "../support/demo.ts";
import { expect, test } from "../support/page.ts";
import { beginAdmission, radios, sentWithoutPage, storedOf } from "../support/entry.ts";

test("a patient is found by name and birth date, chosen, and stands in the form that begins", async ({ page }) => {
  await logInAs(page, "administrator");
  await page.goto("/patients?provider=16E724");
  const row = page.getByRole("table").locator("tbody tr").first();
  const name = (await row.getByRole("rowheader").innerText()).split(",")[0]!;
  const birth = await row.getByRole("cell").nth(1).innerText();
  await page.goto("/assessments/new?facility=16E724");
  await page.getByLabel(/^Name or date of birth/).fill(`${name} ${birth}`);
  await page.getByRole("button", { name: "Search" }).click();
  await expect(page).toHaveURL(/facility=16E724&search=/);
  expect(page.url().toUpperCase()).not.toContain(name);
  await page.getByRole("link", { name: new RegExp(`^Choose ${name}`) }).first().click();
  await expect(page.getByText(new RegExp(`^Patient: ${name}`))).toBeVisible();
  const chosen = page.url();
  const form = await beginAdmission(page);
  await expect(page.getByRole("main")).toContainText(name);
  // Begun again for the same reasons, it is the same form.
  await page.goto(chosen);
  expect(await beginAdmission(page)).toBe(form);
});

test("the demonstration has a form that somebody has begun, and the list says how long forms are kept", async ({ page }) => {
  await logInAs(page, "coordinator");
  await page.goto("/assessments/drafts");
  await expect(page.getByRole("main")).toContainText("A form that nobody saves for 90 days is deleted.");
  const begun = page.getByRole("row").filter({ hasText: "Holly Brecht" }).last();
  await begun.getByRole("link").first().click();
  await expect(page.getByRole("heading", { level: 1, name: /^MDS, New record/ })).toBeVisible();
});

test("a modification of OASIS says which items find its record, and what to do where one is wrong", async ({ page }) => {
  // A record of this test's own: of others' the facility may have begun a correction, beside which there is no second one.
  const agency = "118400";
  await logInAs(page, "vendor");
  await page.goto("/assessments/upload");
  const facility = page.locator("details tbody tr").filter({ hasText: agency }).locator("td");
  const [state, id] = [await facility.nth(0).textContent(), await facility.nth(1).textContent()];
  const number = ssn();
  const changes = { STATE_CD: state!, HHA_AGENCY_ID: id!, M0010_CCN: agency, M0064_SSN: number };
  const file = assessmentFile("start.xml", "oasis-3.02.0", "01", changes);
  const submission = await sentWithoutPage(page, `key-${number}`, file);
  await logInAs(page, "productionControl");
  await page.goto(await storedOf(page, submission, false));
  await page.getByRole("button", { name: /^Modify/ }).click();
  await expect(page.getByRole("heading", { level: 1, name: /^OASIS, Modification/ })).toBeVisible();
  const sections = page.getByRole("navigation", { name: "Sections of the form" });
  await sections.locator('a[href*="section=A#"]').click();
  const main = page.getByRole("main");
  await expect(main).toContainText("discard this form, inactivate the record, and enter it anew");
  await expect(main).toContainText("(finds the record: a modification cannot change it)");
});

test("a section is saved and checked, and the form is looked at before it is sent", async ({ page }) => {
  await logInAs(page, "administrator");
  await page.goto("/assessments/new?facility=16E724");
  await page.getByRole("button", { name: "Begin" }).click();
  await expect(page.getByRole("alert")).toContainText("A0310A");
  const form = await beginAdmission(page);
  await page.goto(`${form}?section=B`);
  // Nobody has said yet whether the resident is in a coma, which skips the section.
  const behavior = page.getByRole("navigation", { name: "Sections of the form" }).getByRole("listitem").filter({ hasText: "Section E" });
  await expect(behavior).toContainText("depend on other answers");
  await radios(page, "B0100").getByRole("radio", { name: /^1 / }).check();
  await page.getByRole("button", { name: "Save this section" }).click();
  await expect(page.getByText("The section is saved.")).toBeVisible();
  await expect(behavior).toContainText("complete");
  await expect(page.getByText(/Skipped, since .*B0100 is 1/).first()).toBeVisible();
  await expect(radios(page, "B0100").getByRole("radio", { name: /^1 / })).toBeChecked();
  // It is gone on with from the list.
  await page.goto("/assessments/drafts");
  await expect(page.locator(`a[href="${form}"]`)).toBeVisible();
  await page.goto(`${form}/review`);
  await expect(page.getByRole("heading", { name: /This record would be rejected/ })).toBeVisible();
  await expect(page.getByRole("button", { name: "Submit" })).toHaveCount(0);
  // Section by section, with what has no answer named once.
  const section = page.getByRole("heading", { level: 3 }).filter({ hasText: "Section GG: " });
  await expect(section).toContainText(/\d+ missing/);
  await expect(page.getByRole("main")).not.toContainText("^");
  // A long list is closed.
  const answers = page.locator("details").filter({ has: page.getByText(/^[2-9]\d items have no answer$/) }).first();
  await answers.locator("summary").press("Enter");
  const item = answers.getByRole("link").first();
  const id = await item.innerText();
  await item.click();
  await expect(page).toHaveURL(new RegExp(`section=\\w+#${id}$`));
});

test("a second tab of a form that was discarded says so, with what was typed there", async ({ context, page }) => {
  await logInAs(page, "administrator");
  await page.goto("/assessments/new?facility=16E724");
  const form = await beginAdmission(page);
  await page.goto(`${form}?section=A`);
  const box = (of: typeof page) => of.getByRole("checkbox", { name: /\bA1005A\b/ });
  await box(page).check();
  await page.getByRole("button", { name: "Save this section" }).click();
  await expect(page.getByText("The section is saved.")).toBeVisible();
  const other = await context.newPage();
  await other.goto(`${form}?section=A`);
  await page.getByText("Discard this form").click();
  await page.getByRole("button", { name: "Discard" }).click();
  await expect(page.getByText("The form was discarded.")).toBeVisible();
  await other.getByLabel(/\bA0500C\b/).fill("Oak");
  await box(other).uncheck();
  await other.getByRole("button", { name: "Save this section" }).click();
  await expect(other.getByRole("heading", { level: 1, name: "This form was discarded" })).toBeVisible();
  const main = other.getByRole("main");
  await expect(main).toContainText("Resident last name A0500C: “Oak”");
  await expect(main).toContainText("A1005A: “0” Not checked (No)");
  // The other boxes stand as they did.
  await expect(main).not.toContainText("A1005B");
  await other.getByRole("link", { name: "Assessment Forms" }).last().click();
  await expect(other.getByRole("heading", { level: 1, name: "Assessment Forms" })).toBeVisible();
});
