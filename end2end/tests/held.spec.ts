// A form that is sent after its session has ended comes back after the log-in of the same person: with script and without.
import { proveSecondFactor } from "../support/mailbox.ts";
import { holdsAsShown } from "../support/audit.ts";
import { newcomer } from "../support/newcomer.ts";
import { expect, hydrated, open, test } from "../support/page.ts";
import { logIn, NEW_PASSWORD } from "../support/registration.ts";

test("nobody loses what they wrote when their session ends, and they are told why it did", async ({ page, browser, javaScriptEnabled }) => {
  test.setTimeout(150_000);
  const { userId } = await newcomer(page);
  await open(page, "/profile/contact", javaScriptEnabled);
  await page.getByLabel("Street address").fill("12 Long Explanation Road");

  // Meanwhile, at another computer.
  const elsewhere = await browser.newContext({ javaScriptEnabled });
  const other = await elsewhere.newPage();
  await logIn(other, userId, NEW_PASSWORD, javaScriptEnabled);
  await hydrated(other, javaScriptEnabled);
  await proveSecondFactor(other);
  await expect(other).toHaveURL(/\/dashboard$/);
  await open(other, "/profile/sessions", javaScriptEnabled);
  await other.getByRole("button", { name: "Log out everywhere else" }).click();
  await expect(other.getByRole("button", { name: "Log out everywhere else" })).toHaveCount(0);
  await elsewhere.close();

  await page.getByRole("button", { name: "Save" }).click();
  await expect(page).toHaveURL(/\/login\?next=%2Fheld%2F[\w-]+&ended=elsewhere$/);
  await expect(page.getByText("You were logged out from another place where you are logged in.")).toBeVisible();
  await hydrated(page, javaScriptEnabled);
  await page.getByLabel("User ID").fill(userId);
  await page.getByLabel("Password").fill(NEW_PASSWORD);
  await page.getByLabel(/^I have read the full privacy and security notice/).check();
  await page.getByRole("button", { name: "Log In", exact: true }).click();
  await proveSecondFactor(page);
  await expect(page.getByRole("heading", { level: 1, name: "Your form was kept" })).toBeVisible();
  if (javaScriptEnabled !== false) {
    await hydrated(page);
    await holdsAsShown(page);
  }
  await page.getByRole("button", { name: "Send it now" }).click();
  await expect(page.getByText("Your contact details are saved")).toBeVisible();
  await expect(page.getByRole("main")).toContainText("12 Long Explanation Road");
});
