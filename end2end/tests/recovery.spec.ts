// Recovery of a user ID and a password, by labels and addresses only: with script and without.
import { logInAs } from "../support/demo.ts";
import { followMailedLink, newAddress, proveSecondFactor } from "../support/mailbox.ts";
import { newcomer } from "../support/newcomer.ts";
import { expect, hydrated, open, test } from "../support/page.ts";
import { logIn, NEW_PASSWORD } from "../support/registration.ts";

const RECOVERY = "Your user ID and password";

test("a new password needs the mailbox and the second factor, and ends every session", async ({ page, javaScriptEnabled }) => {
  const { email, userId } = await newcomer(page);
  const [session] = await page.context().cookies();

  await open(page, "/recover", javaScriptEnabled);
  await page.getByLabel("User ID or e-mail address").fill(userId.toLowerCase());
  await page.getByRole("button", { name: "Send me the mail" }).click();
  await followMailedLink(page, email, RECOVERY, javaScriptEnabled);
  await page.getByRole("button", { name: "Go on" }).click();
  await hydrated(page, javaScriptEnabled);
  await proveSecondFactor(page);
  await hydrated(page, javaScriptEnabled);
  await page.getByLabel("New password *", { exact: true }).fill("nine yellow ladders hum");
  await page.getByRole("button", { name: "Change the password" }).click();
  await expect(page.getByText("Your password is changed. Log in with the new one.")).toBeVisible();
  await page.context().addCookies([session]);
  await page.goto("/profile");
  await expect(page).toHaveURL(/\/login\?/);
  await logIn(page, userId, "nine yellow ladders hum", javaScriptEnabled);
  await hydrated(page, javaScriptEnabled);
  await proveSecondFactor(page);
  await expect(page).toHaveURL(/\/dashboard$/);
});

test("a forgotten user ID and password come back by mail", async ({ page, javaScriptEnabled }) => {
  const { email, userId } = await newcomer(page, "account");

  await open(page, "/login", javaScriptEnabled);
  await page.getByRole("link", { name: "Forgot your user ID or password?" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Forgot your user ID or password?" })).toBeVisible();
  await page.getByLabel("User ID or e-mail address").fill("nothing of the kind");
  await page.getByRole("button", { name: "Send me the mail" }).click();
  await expect(page.getByRole("alert")).toContainText("A user ID has 6 to 30 letters");
  await page.getByLabel("User ID or e-mail address").fill(email);
  await page.getByRole("button", { name: "Send me the mail" }).click();
  await expect(page.getByText("If there is such an account")).toBeVisible();

  await followMailedLink(page, email, RECOVERY, javaScriptEnabled);
  // Whoever left a registration before its second factor has none to prove.
  await page.getByRole("button", { name: "Go on" }).click();
  await expect(page).toHaveURL(/\/recover\/password$/);
  await hydrated(page, javaScriptEnabled);
  await page.getByLabel("New password *", { exact: true }).fill("nine yellow ladders hum");
  await page.getByRole("button", { name: "Change the password" }).click();
  await expect(page.getByText("Your password is changed. Log in with the new one.")).toBeVisible();
  await logIn(page, userId, NEW_PASSWORD, javaScriptEnabled);
  await expect(page.getByRole("alert")).toContainText("do not belong together");
  await logIn(page, userId, "nine yellow ladders hum", javaScriptEnabled);
  await expect(page.getByRole("heading", { level: 1, name: "Terms and conditions" })).toBeVisible();

  // The link worked once.
  await page.goto(`/demo/mailbox?to=${encodeURIComponent(email)}`);
  await page.getByRole("article").filter({ hasText: RECOVERY }).getByRole("link").click();
  await page.getByRole("button", { name: "Go on" }).click();
  await expect(page.getByRole("alert")).toContainText("This link was used already");
});

test("an account that is not there is answered like one that is", async ({ page, javaScriptEnabled }) => {
  const answers: string[] = [];
  for (const who of ["TOMAS.BERG", "NOBODY.AT.ALL", newAddress()]) {
    await open(page, "/recover", javaScriptEnabled);
    await page.getByLabel("User ID or e-mail address").fill(who);
    await page.getByRole("button", { name: "Send me the mail" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Check your e-mail" })).toBeVisible();
    answers.push(await page.getByRole("main").innerText());
  }
  expect(new Set(answers).size).toBe(1);
});

test("someone who came in by one click proves a second factor before changing the password", async ({ page, javaScriptEnabled }) => {
  await logInAs(page, "viewer");
  await open(page, "/profile", javaScriptEnabled);
  await page.getByRole("link", { name: "Change Password" }).click();
  if (javaScriptEnabled !== false) await page.getByRole("link", { name: "Prove it" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Two-Factor Authentication" })).toBeVisible();
  await expect(page).toHaveURL(/next=%2Fprofile%2Fpassword/);
});
