// What holds for every page, of the pages that one comes to on the way: half logged in, recovering, registering, about a
// device, before and after a decision. every-page.spec.ts has those that an address leads to.
import { holds, holdsAsShown } from "../support/audit.ts";
import { PEOPLE } from "../support/demo.ts";
import { logInConfirmed, typePassword } from "../support/log-in.ts";
import { followMailedLink, newAddress, proveSecondFactor } from "../support/mailbox.ts";
import { newcomer } from "../support/newcomer.ts";
import { expect, hydrated, open, test } from "../support/page.ts";
import { helpDesk, PASSPORT } from "../support/proofing.ts";
import type { Page } from "@playwright/test";

// Each goes through many audits.
test.describe.configure({ timeout: 150_000 });

/** The page's address, without the site. */
function here(page: Page): string {
  const { pathname, search } = new URL(page.url());
  return pathname + search;
}

test("both pages of the second factor, between password and session", async ({ page }) => {
  await typePassword(page, PEOPLE.viewer.user);
  await expect(page.getByRole("heading", { level: 1, name: "Two-Factor Authentication" })).toBeVisible();
  await holds(page, "/login/device");
  await page.getByRole("button", { name: "Send Code" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Enter Code" })).toBeVisible();
  await holds(page, "/login/code");
  await page.getByLabel("Security Code").fill("13572468");
  await page.getByRole("button", { name: "Submit" }).click();
  await expect(page).toHaveTitle(/^Error: /);
  await hydrated(page);
  await holdsAsShown(page);
});

test("the steps of a registration, and of its first device", async ({ page }) => {
  const { link } = await newcomer(page, "link");
  await holds(page, link);
  await newcomer(page, "account");
  await holds(page, "/register/terms");
  await page.getByRole("button", { name: "Accept and go on" }).click();
  await expect(page).toHaveTitle(/^Error: /);
  await hydrated(page);
  await holdsAsShown(page);
  await page.getByLabel("I have read the terms and conditions and accept them.").check();
  await page.getByRole("button", { name: "Accept and go on" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Identity Proofing" })).toBeVisible();
  await holds(page, "/register/proofing");
});

test("a mailed link's page, and that of a new password", async ({ page }) => {
  const { email, userId } = await newcomer(page);
  await page.context().clearCookies();
  await open(page, "/recover");
  await page.getByLabel("User ID or e-mail address").fill(userId);
  await page.getByRole("button", { name: "Send me the mail" }).click();
  await followMailedLink(page, email, "Your user ID and password");
  await expect(page.getByRole("button", { name: "Go on" })).toBeVisible();
  await holds(page, here(page));
  await page.getByRole("button", { name: "Go on" }).click();
  await hydrated(page);
  await proveSecondFactor(page);
  await expect(page).toHaveURL(/\/recover\/password$/);
  await holds(page, "/recover/password");
  await page.getByLabel("New password *", { exact: true }).fill("password1234");
  await page.getByRole("button", { name: "Change the password" }).click();
  await expect(page).toHaveTitle(/^Error: /);
  await hydrated(page);
  await holdsAsShown(page);
});

test("the pages about devices", async ({ page }) => {
  await logInConfirmed(page, "vendor");
  for (const kind of ["authenticator", "email", "text", "voice", "passkey"]) await holds(page, `/devices/add/${kind}`);
  await holds(page, "/devices");
  const links = page.getByRole("table", { name: "Your devices" }).getByRole("link");
  for (const change of ["rename", "remove"]) {
    const addresses = await links.evaluateAll((all) => all.map((link) => link.getAttribute("href")!));
    await holds(page, addresses.find((address) => address.startsWith(`/devices/${change}/`))!);
    await open(page, "/devices");
  }
  await open(page, "/devices/add/authenticator");
  await page.getByRole("button", { name: "Next" }).click();
  await expect(page.getByRole("img", { name: /^QR code/ })).toBeVisible();
  await holds(page, here(page));
  await open(page, "/devices");
  await page.getByRole("button", { name: "Make backup codes" }).click();
  await expect(page.getByRole("listitem").locator("code")).toHaveCount(10);
  await hydrated(page);
  await holdsAsShown(page);
});

test("the pages that change a password and an e-mail address", async ({ page }) => {
  await logInConfirmed(page, "state");
  await holds(page, "/profile/password");
  await holds(page, "/profile/email");
  await page.getByRole("button", { name: "Send me the link" }).click();
  await expect(page).toHaveTitle(/^Error: /);
  await hydrated(page);
  await holdsAsShown(page);
  const email = newAddress();
  await page.getByLabel("New corporate e-mail address").fill(email);
  await page.getByRole("button", { name: "Send me the link" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Check your e-mail" })).toBeVisible();
  // It is opened, and not used: the address of the demonstration's person stays.
  await followMailedLink(page, email, "Confirm your new e-mail address");
  await expect(page.getByRole("heading", { level: 1, name: "Confirm your new e-mail address" })).toBeVisible();
  await holds(page, here(page));
  await expect(page.getByRole("button", { name: "Confirm" })).toBeVisible();
});

test("a proofing case before and after its decision, and what its applicant reads", async ({ browser, page }) => {
  await newcomer(page, "terms");
  await open(page, "/register/proofing");
  await page.getByText("Send documents or hold a video call instead").click();
  await page.getByLabel(/^Documents/).setInputFiles(PASSPORT);
  await page.getByRole("button", { name: "Send documents" }).click();
  await expect(page.getByRole("main")).toContainText("Your case waits for a person's decision");
  await holds(page, "/register/proofing");
  const reference = /P-\w{5}-\w{5}/.exec(await page.getByRole("main").innerText())![0];

  const address = `/support/proofing/${reference}`;
  const helper = await helpDesk(browser, address);
  await holds(helper, address);
  await helper.getByLabel(/^Reason/).fill("The picture is too dark.");
  await helper.getByRole("button", { name: "Reject" }).click();
  await expect(helper.getByRole("main")).toContainText("They were deleted once the case was decided.");
  await holds(helper, address);
  await expect(helper.getByRole("main")).toContainText("The picture is too dark.");
  await helper.context().close();

  await holds(page, "/register/proofing");
  await expect(page.getByRole("main")).toContainText("The picture is too dark.");
});
