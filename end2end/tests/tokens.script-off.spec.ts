// Access tokens where the browser runs no script.
import { logInConfirmed } from "../support/log-in.ts";
import { expect, test } from "../support/page.ts";

test("a token is made by a plain form and revoked by another", async ({ page }) => {
  await logInConfirmed(page, "vendor");
  await page.goto("/profile");
  await page.getByRole("link", { name: "Access tokens" }).click();
  await page.getByRole("link", { name: "Make a token" }).click();
  const name = `Nightly ${Date.now()}`;
  await page.getByLabel(/^Name/).fill(name);
  await page.getByLabel("Send files").check();
  await page.getByLabel(/^Facilities/).fill("000000");
  await page.getByRole("button", { name: "Make the token" }).click();
  await expect(page.getByRole("alert")).toContainText("Select when the token ends.");
  await expect(page.getByLabel(/^Name/)).toHaveValue(name);
  await expect(page.getByLabel("Send files")).toBeChecked();

  await page.getByLabel(/^It ends/).selectOption("90");
  await page.getByLabel(/^Facilities/).fill("");
  await page.getByRole("button", { name: "Make the token" }).click();
  await expect(page.locator("#token")).toHaveText(/^oqt_/);
  await page.getByRole("link", { name: "I have kept it" }).click();
  await page.getByRole("button", { name: `Revoke ${name}` }).click();
  await expect(page.getByText("The token is revoked")).toBeVisible();
});
