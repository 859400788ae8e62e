// The audit trail where the browser runs no script: filtered, and an event looked at.
import { PEOPLE, logInAs } from "../support/demo.ts";
import { expect, open, test } from "../support/page.ts";

test("an auditor filters the record and looks at an event", async ({ page }) => {
  await logInAs(page, "auditor");
  await open(page, "/audit", false);
  await page.getByLabel("Who").fill(PEOPLE.auditor.user);
  await page.getByRole("button", { name: "Search" }).click();
  const row = page.getByRole("table").getByRole("row").nth(1);
  await expect(row).toContainText(PEOPLE.auditor.user);
  await row.getByRole("link").click();
  await expect(page.getByRole("heading", { level: 1, name: /^Event \d+$/ })).toBeVisible();
});
