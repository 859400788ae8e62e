// Stored assessments, the inbox and the reports about them, where the browser runs no script.
import { logInAs } from "../support/demo.ts";
import { answerWithSomebodyElses } from "../support/inbox.ts";
import { expect, test } from "../support/page.ts";

test("the list is filtered, and a record is read section by section", async ({ page }) => {
  await logInAs(page, "administrator");
  await page.goto("/assessments");
  await page.getByLabel("Versions").selectOption("All versions");
  await page.getByRole("button", { name: "Apply filters" }).click();
  await expect(page).toHaveURL(/state=all/);
  await page.getByRole("table").getByRole("rowheader").first().getByRole("link").click();
  await page.getByRole("navigation", { name: "Sections of the record" }).getByRole("link").first().click();
  await expect(page).toHaveURL(/section=/);
  await expect(page.getByRole("region").last()).toBeVisible();
});

test("a record that was closed by mistake is found among those that are done, and opened again", async ({ page }) => {
  await logInAs(page, "administrator");
  await page.goto("/assessments/inbox");
  await page.getByRole("table").getByRole("rowheader").last().getByRole("link").click();
  const record = page.url();
  await page.getByLabel("Not needed").check();
  await page.getByRole("button", { name: "It is done" }).click();
  await expect(page.getByText("The record is done")).toBeVisible();
  await page.goto("/assessments/inbox?show=done");
  await page.locator(`a[href="${new URL(record).pathname}"]`).click();
  await page.getByRole("button", { name: "Open it again" }).click();
  await expect(page.getByText("The record is open again")).toBeVisible();
  await expect(page.getByRole("main")).toContainText("Opened again");
  await expect(page.getByRole("button", { name: "It is done" })).toBeVisible();
});

test("another patient's assessment is no answer to a record of the inbox", async ({ page }) => {
  await logInAs(page, "administrator");
  await answerWithSomebodyElses(page);
});

test("the inbox asks for a reason, and a report is asked for with its parameters", async ({ page }) => {
  await logInAs(page, "administrator");
  await page.goto("/assessments/inbox");
  await page.getByRole("table").getByRole("rowheader").first().getByRole("link").click();
  await page.getByRole("button", { name: "It is done" }).click();
  await expect(page.getByRole("alert")).toContainText("Choose why nothing is left to do.");
  await page.goto("/reports/roster");
  await page.getByLabel("Instrument").selectOption("MDS");
  await page.getByRole("button", { name: "Show the report" }).click();
  await expect(page).toHaveURL(/instrument=MDS/);
  await expect(page.getByText("As of").first()).toBeVisible();
});
