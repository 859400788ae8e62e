// Sending assessments without script: the form sends them as they are, and the server says what it finds.
import { HOME, assessmentFile } from "../support/assessments.ts";
import { logInAs } from "../support/demo.ts";
import { becomes } from "../support/files.ts";
import { expect, open, test } from "../support/page.ts";

test("without script a record is sent as it is, and its report is read", async ({ page }) => {
  await logInAs(page, "administrator");
  await open(page, "/assessments/upload", false);
  const file = assessmentFile("plain.xml", "mds-3.10.0", "NT", { ...HOME, A0600A: "12" });
  await page.getByLabel("Assessment files").setInputFiles(file);
  await page.getByRole("button", { name: "Send files" }).click();
  await expect(page.getByRole("heading", { level: 1, name: /^Submission \d+$/ })).toBeVisible();
  const address = page.url();
  await becomes(page, address, /^Rejected$/, false);
  await page.getByRole("link", { name: /^Final Validation Report/ }).click();
  await expect(page.getByRole("main")).toContainText("This record was rejected. Nothing of it was stored.");
  // The report of all that was sent for the home that day has it, too.
  await page.goto(address);
  await page.getByRole("link", { name: /^Agency\/Facility Final Validation: / }).click();
  await expect(page).toHaveURL(/facility=16E724&from=/);
  await expect(page.getByRole("table").getByRole("row").filter({ hasText: address.split("/").at(-1)! }).first()).toBeVisible();
});
