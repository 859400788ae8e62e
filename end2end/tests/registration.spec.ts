// Registration, by labels and addresses only: with script and without.
import { PASSWORD } from "../support/demo.ts";
import { clickMailedLink, followMailedLink, newAddress } from "../support/mailbox.ts";
import { newcomer } from "../support/newcomer.ts";
import { accessible, announcements, expect, hydrated, open, test } from "../support/page.ts";
import { fillProfile, logIn, NEW_PASSWORD, newUserId, toTheEnd, toTheTerms } from "../support/registration.ts";

test("register from the log-in page to an open session, with mistakes on the way", async ({ page, javaScriptEnabled }) => {
  const email = newAddress();
  await open(page, "/login", javaScriptEnabled);
  await page.getByRole("link", { name: "Register in HARP" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Register in HARP" })).toBeVisible();
  const steps = page.getByRole("list", { name: "Steps of the registration" });
  await expect(steps.locator('[aria-current="step"]')).toHaveText("Profile");
  await fillProfile(page, "anne@gmail.com");
  await page.getByLabel("Date of birth").fill("4/27/2015");
  await page.getByRole("button", { name: "Send me the link" }).click();
  const summary = page.getByRole("alert");
  await expect(summary).toContainText("Enter your corporate e-mail address");
  await expect(summary).toContainText("You must be 18 or older to register.");
  await expect(page.getByLabel("Street address")).toHaveValue("509 North Madison Street");
  await page.getByLabel("Corporate e-mail address").fill(email);
  await page.getByLabel("Date of birth").fill("4/27/1984");
  await page.getByRole("button", { name: "Send me the link" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Check your e-mail" })).toBeVisible();

  await clickMailedLink(page, email, "Go on with your registration", javaScriptEnabled);
  await expect(page.getByText("The user ID cannot be changed later")).toBeVisible();
  await hydrated(page, javaScriptEnabled);
  await page.getByLabel("User ID").fill("DANA.WHITLOCK");
  await page.getByLabel(/^Password/).fill("password1234");
  await page.getByRole("button", { name: "Create the account" }).click();
  await expect(page.getByRole("alert")).toContainText("This user ID is taken.");
  await expect(page.getByRole("alert")).toContainText("too easy to guess");
  await expect(page.getByLabel(/^Password/)).toHaveValue("");
  await toTheTerms(page, newUserId());

  await page.getByRole("button", { name: "Accept and go on" }).click();
  await expect(page.getByRole("alert")).toContainText("Tick the box to accept the terms and conditions.");
  await toTheEnd(page, email);
  await page.goto("/profile");
  await expect(page.getByRole("main")).toContainText("Anne Somogyi");
});

test("whoever leaves a registration goes on with it after logging in", async ({ page, javaScriptEnabled }) => {
  const { userId } = await newcomer(page, "account");
  await open(page, "/register/terms", javaScriptEnabled);
  await page.getByRole("button", { name: "Leave, and go on another time" }).click();
  await expect(page.getByText("You are logged out.")).toBeVisible();
  await logIn(page, userId.toLowerCase(), NEW_PASSWORD, javaScriptEnabled);
  await expect(page.getByRole("heading", { level: 1, name: "Terms and conditions" })).toBeVisible();
});

test("a link that was used makes no second account", async ({ page, javaScriptEnabled }) => {
  const { email } = await newcomer(page, "account");
  await followMailedLink(page, email, "Go on with your registration", javaScriptEnabled);
  await expect(page.getByRole("heading", { level: 1, name: "This link works no longer" })).toBeVisible();
});

test("an address with an account is answered like any other, and its mail explains", async ({ page, javaScriptEnabled }) => {
  await open(page, "/register", javaScriptEnabled);
  await fillProfile(page, "Sam.Okafor@example.org");
  await page.getByRole("button", { name: "Send me the link" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Check your e-mail" })).toBeVisible();
  await followMailedLink(page, "sam.okafor@example.org", "You have an account already", javaScriptEnabled);
  await expect(page).toHaveURL(/\/login$/);
});

test("a facility's name is no user ID unless it is one's own name", async ({ page, javaScriptEnabled }) => {
  const { link } = await newcomer(page, "link");
  await open(page, link, javaScriptEnabled);
  const userId = `DAVIS.COUNTY${Math.floor(Math.random() * 1e9)}`;
  await page.getByLabel("User ID").fill(userId);
  await page.getByLabel(/^Password/).fill(NEW_PASSWORD);
  await page.getByRole("button", { name: "Create the account" }).click();
  await expect(page.getByRole("alert")).toContainText("DAVIS COUNTY HOSPITAL");
  await page.getByLabel("This is my own name, not that of a facility.").check();
  await page.getByLabel(/^Password/).fill(NEW_PASSWORD);
  await page.getByRole("button", { name: "Create the account" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Terms and conditions" })).toBeVisible();
});

test("the demonstration's accounts that are not complete lead to their next step", async ({ page, javaScriptEnabled }) => {
  await logIn(page, "MILO.ASHFORD", PASSWORD, javaScriptEnabled);
  await expect(page.getByRole("heading", { level: 1, name: "Terms and conditions" })).toBeVisible();
  await logIn(page, "GRETA.LINDQVIST", PASSWORD, javaScriptEnabled);
  await expect(page).toHaveURL(/\/devices$/);
});

test("the rules of the password say while one types which of them are kept", async ({ page, javaScriptEnabled }) => {
  test.skip(javaScriptEnabled === false, "needs script");
  const { link } = await newcomer(page, "link");
  await open(page, link);
  const rules = page.locator("#password-rules");
  const password = page.getByLabel(/^Password/);
  await expect(rules).toContainText("Not yet: 8 to 128 characters");
  await page.getByLabel("User ID").fill("PURPLE.HARBOR");
  const heard = await announcements(page);
  await password.fill("my purple hat");
  await expect(rules).toContainText("Met: 8 to 128 characters");
  await expect(rules).toContainText("Not yet: Without your user ID");
  await expect.poll(heard).toContainEqual(expect.stringContaining("Met: 8 to 128 characters"));
  await page.getByLabel("User ID").fill("SILVER.HARBOR");
  await expect(rules).toContainText("Met: Without your user ID");
  await password.fill("zzzzzzzzzz");
  await expect(rules).toContainText("Not yet: Not one character repeated");
  await accessible(page);
  await page.getByLabel("Show password").check();
  await expect(password).toHaveAttribute("type", "text");
  await expect(password).toHaveValue("zzzzzzzzzz");
});

test("the terms hold what holds for every page", async ({ page, javaScriptEnabled }) => {
  test.skip(javaScriptEnabled === false, "axe needs script");
  const { link } = await newcomer(page, "link");
  await open(page, link);
  await accessible(page);
  await toTheTerms(page, newUserId());
  await accessible(page);
});
