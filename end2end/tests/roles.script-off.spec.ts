// The User Roles Matrix and the third step of a region's role, without script.
import { logInAs } from "../support/demo.ts";
import { expect, open, test } from "../support/page.ts";

test("the categories of the User Roles Matrix are links", async ({ page }) => {
  await open(page, "/help/roles", false);
  await page.getByRole("navigation", { name: "Categories" }).getByRole("link", { name: "QIO/QIN" }).click();
  const main = page.getByRole("main");
  await expect(main.getByRole("heading", { level: 3, name: "QIO/QIN User" })).toBeVisible();
  await expect(main).toContainText("One CMS region");
});

test("a role of a region asks for the region", async ({ page }) => {
  await logInAs(page, "administrator");
  await open(page, "/request-role/organizations?role=qio_user", false);
  await page.getByRole("button", { name: "Submit Request" }).click();
  await expect(page).toHaveTitle(/^Error: /);
  await expect(page.getByLabel("CMS region")).toBeVisible();
});
