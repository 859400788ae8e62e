// Stored assessments, the inbox and the reports about them, where the browser runs no script.
import { logInAs } from "../support/demo.ts";
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

test("the inbox asks for a reason, and a report is asked for with its parameters", async ({ page }) => {
  await logInAs(page, "administrator");
  await page.goto("/assessments/inbox");
  await page.getByRole("table").getByRole("rowheader").first().getByRole("link").click();
  await page.getByRole("button", { name: "It is done" }).click();
  await expect(page.getByRole("alert")).toContainText("Choose why nothing is left to do.");
  await page.goto("/reports/roster");
  await page.getByLabel("Instrument").selectOption("MDS");
  await page.getByRole("button", { name: "Apply filters" }).click();
  await expect(page).toHaveURL(/instrument=MDS/);
  await expect(page.getByText("As of").first()).toBeVisible();
});
