// What goes out to people, and what they choose of it; in the browser with script and without.
import { PASSWORD, logInAs } from "../support/demo.ts";
import { expect, open, test } from "../support/page.ts";

test("a code is read in the mailbox of the demonstration", async ({ page, javaScriptEnabled }) => {
  // Others log in at the same time; each project as someone else.
  const [user, address] = javaScriptEnabled ? ["NADIA.BRANDT", "nadia.brandt"] : ["LARKSPUR.DATA", "larkspur.data"];
  await open(page, "/login", javaScriptEnabled);
  await page.getByLabel("User ID").fill(user);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByLabel(/^I have read the full privacy and security notice/).check();
  await page.getByRole("button", { name: "Log In", exact: true }).click();
  await page.getByRole("button", { name: "Send Code" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Enter Code" })).toBeVisible();
  await open(page, "/demo/mailbox", javaScriptEnabled);
  await page.getByLabel("To", { exact: true }).fill(`${address}@example.org`);
  await page.getByRole("button", { name: "Apply filters" }).click();
  await expect(page.getByRole("list", { name: "Filters in use" })).toContainText(address);
  await page.getByRole("link", { name: "Refresh" }).click();
  await expect(page).toHaveURL(/\/demo\/mailbox\?to=/);
  const first = page.getByRole("article").first();
  await expect(first.getByRole("heading", { name: "Your security code" })).toBeVisible();
  await expect(first).toContainText(`E-mail to ${address}@example.org`);
  const code = await first.locator("code").innerText();
  await open(page, "/login/code", javaScriptEnabled);
  await page.getByLabel("Security Code").fill(code);
  await page.getByRole("button", { name: "Submit" }).click();
  await expect(page).toHaveURL(/\/dashboard$/);
});

test("a notice is switched off and on again", async ({ page, javaScriptEnabled }) => {
  // As different people, since both projects run at once and change what they read.
  await logInAs(page, javaScriptEnabled ? "helpDesk" : "cms");
  await open(page, "/profile", javaScriptEnabled);
  await page.getByRole("link", { name: "Notifications" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Notifications" })).toBeVisible();
  await expect(page.getByRole("main")).toContainText("These cannot be switched off");
  const deadline = page.getByLabel(/^A payroll deadline comes near/);
  for (const wanted of [false, true]) {
    await deadline.setChecked(wanted);
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByText("Your choices are saved")).toBeVisible();
    await open(page, "/profile/notifications", javaScriptEnabled);
    await expect(deadline).toBeChecked({ checked: wanted });
  }
});
