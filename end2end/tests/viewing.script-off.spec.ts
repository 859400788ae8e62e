// Viewing as a role where the browser runs no script.
import { logInAs } from "../support/demo.ts";
import { expect, test } from "../support/page.ts";
import { bar, startViewing, ticket } from "../support/viewing.ts";

test.describe.configure({ timeout: 120_000 });

test("it is started, refused what it may not, and stopped", async ({ page }) => {
  const number = await ticket(page);
  await startViewing(page, number, false, { role: "PBJ Viewer", viewer: "productionControl" });
  await page.goto("/providers");
  await expect(page.getByRole("main")).toContainText("DAVIS COUNTY HOSPITAL");
  await expect(bar(page)).toBeVisible();
  await page.goto("/providers?state=IA");
  await bar(page).getByRole("link", { name: "Reveal identifiers" }).click();
  await page.getByLabel(/^Reason/).fill("To compare one of them.");
  await page.getByRole("main").getByRole("button", { name: "Reveal identifiers" }).click();
  await expect(bar(page)).toContainText("Identifiers are shown.");
  await expect(page).toHaveURL(/\/providers\?state=IA$/);
  await page.goto("/profile");
  await expect(page.getByRole("heading", { level: 1, name: "Closed while you view as another role" })).toBeVisible();
  await bar(page).getByRole("button", { name: "Stop viewing as" }).click();
  await expect(page.getByRole("heading", { level: 1, name: `Ticket ${number}` })).toBeVisible();
  await page.goto("/profile");
  await expect(page.getByRole("heading", { level: 1, name: "My Profile" })).toBeVisible();

  await logInAs(page, "administrator");
  await page.goto("/audit/viewings");
  await page.getByRole("row").filter({ hasText: number }).getByRole("link").click();
  await expect(page.getByRole("heading", { level: 1, name: "Viewing as PBJ Viewer" })).toBeVisible();
  const record = page.getByRole("main");
  for (const words of ["Began to view as a role", "Page: Providers", "Stopped viewing as a role"]) await expect(record).toContainText(words);
});
