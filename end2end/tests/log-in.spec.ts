import { BASE_URL, PASSWORD, logInAs } from "../support/demo.ts";
import { proveSecondFactor } from "../support/mailbox.ts";
import { accessible, expect, hydrated, open, test } from "../support/page.ts";
import type { Page } from "@playwright/test";

const COOKIE = "__Host-openqies";

async function fill(page: Page, user: string, password: string, consent: boolean): Promise<void> {
  await page.getByLabel("User ID").fill(user);
  await page.getByLabel("Password").fill(password);
  await page.getByLabel(/^I have read the full privacy and security notice/).setChecked(consent);
  await page.getByRole("button", { name: "Log In", exact: true }).click();
}

test("the log-in page has the words that people know, and says what it is not", async ({ page }) => {
  await open(page, "/login");
  await expect(page.getByRole("heading", { level: 1, name: "Welcome to iQIES" })).toBeVisible();
  const main = page.getByRole("main");
  await expect(main).toContainText("Essential accessibility and connectivity for health care professionals.");
  await expect(main).toContainText("All required fields are marked with an asterisk (*)");
  await expect(main).toContainText("consent to its terms and conditions regarding usage and information collection");
  await expect(main.getByText("Forgot your user ID or password?")).toBeVisible();
  await expect(main).toContainText("This is not operated by CMS. Type no real HARP password here");
  await expect(page.getByRole("banner").getByRole("link", { name: "Help" })).toBeVisible();
  await expect(page.getByLabel("User ID")).toHaveAttribute("autocomplete", "username");
  await expect(page.getByLabel("Password")).toHaveAttribute("autocomplete", "current-password");
});

test("an empty form is answered with a summary that leads to each field and has the focus", async ({ page }) => {
  await open(page, "/login");
  await page.getByRole("button", { name: "Log In", exact: true }).click();
  const summary = page.getByRole("alert");
  await expect(summary).toBeFocused();
  await expect(page).toHaveTitle("Error: Welcome to iQIES - OpenQIES");
  await expect(summary.getByRole("heading", { name: "There are 3 problems" })).toBeVisible();
  for (const name of ["User ID", "Password"]) {
    await expect(page.getByLabel(name)).toHaveAttribute("aria-invalid", "true");
  }
  const first = summary.getByRole("link").first();
  const words = await first.innerText();
  await expect(page.getByLabel("User ID")).toHaveAccessibleDescription(words);
  await first.click();
  await expect(page.getByLabel("User ID")).toBeFocused();
});

test("what was typed stays after an error, apart from the password", async ({ page }) => {
  await open(page, "/login");
  await fill(page, "DANA.WHITLOCK", "", true);
  await expect(page.getByRole("alert")).toContainText("There is a problem");
  await expect(page.getByLabel("User ID")).toHaveValue("DANA.WHITLOCK");
  await expect(page.getByLabel(/^I have read/)).toBeChecked();
  await expect(page.getByLabel("Password")).toHaveValue("");
});

test("a wrong password and an unknown user ID are told apart by nobody", async ({ page }) => {
  const answers: string[] = [];
  for (const user of ["DANA.WHITLOCK", "NOBODY.HERE"]) {
    await open(page, "/login");
    await fill(page, user, "not-the-password", true);
    await expect(page.getByRole("alert")).toBeVisible();
    answers.push(await page.getByRole("alert").innerText());
  }
  expect(answers[0]).toBe(answers[1]);
});

test("without consent nobody is let in", async ({ page }) => {
  await open(page, "/login");
  await fill(page, "DANA.WHITLOCK", PASSWORD, false);
  await expect(page.getByRole("alert").getByRole("link")).toHaveCount(1);
  await page.goto("/dashboard");
  await expect(page).toHaveURL(/\/login\?/);
});

test("a user ID and its password let in, however the user ID is written", async ({ page }) => {
  await open(page, "/login");
  await fill(page, " holly.brecht ", PASSWORD, true);
  await proveSecondFactor(page);
  await expect(page).toHaveURL(/\/dashboard$/);
  await expect(page.getByRole("banner")).toContainText("Provider Assessment Coordinator");
});

test("whoever asked for a page sees it after the log-in", async ({ page }) => {
  await open(page, "/providers?state=IA");
  await expect(page).toHaveURL(/\/login\?next=/);
  await expect(page.getByText("Log in to see the page that you asked for.")).toBeVisible();
  await fill(page, "TOMAS.BERG", PASSWORD, true);
  await proveSecondFactor(page);
  await expect(page).toHaveURL(/\/providers\?state=IA$/);
  await expect(page.getByRole("heading", { level: 1, name: "Providers" })).toBeVisible();
});

// A code counts until the next one is sent: whoever logs in with a code here does so in one test alone.
test("a log-in leads to no other site", async ({ page }) => {
  await open(page, "/login?next=https%3A%2F%2Fexample.org%2F");
  await fill(page, "FELIX.MOOR", PASSWORD, true);
  await proveSecondFactor(page);
  await expect(page).toHaveURL(/\/dashboard$/);
  expect(new URL(page.url()).origin).toBe(new URL(BASE_URL).origin);
});

test("whoever logs out is told so, and the session is gone everywhere", async ({ page, context }) => {
  await logInAs(page, "administrator");
  const [before] = await context.cookies();
  await open(page, "/dashboard");
  await page.getByLabel("User menu").click();
  await page.getByRole("button", { name: "Log Out" }).click();
  await expect(page).toHaveURL(/\/login\?ended=/);
  await expect(page.getByText("You are logged out.")).toBeVisible();
  // Nothing of the session stays in the browser, and its cookie opens nothing any more.
  await page.goBack();
  await expect(page).toHaveURL(/\/login/);
  await context.addCookies([before]);
  await page.goto("/dashboard");
  await expect(page).toHaveURL(/\/login/);
});

test("a cookie that no session has leads to the log-in page, not to an error", async ({ page, context }) => {
  await context.addCookies([
    { name: COOKIE, value: "c3RhbGU", url: BASE_URL.replace("http:", "https:"), secure: true, httpOnly: true },
  ]);
  await open(page, "/submissions");
  await expect(page).toHaveURL(/\/login\?next=/);
  await logInAs(page, "administrator");
  await open(page, "/submissions");
  await expect(page.getByRole("heading", { level: 1, name: "Submission History" })).toBeVisible();
});

test("a log-in gives a new cookie that scripts cannot read", async ({ page, context }) => {
  await logInAs(page, "administrator");
  const [first] = await context.cookies();
  await logInAs(page, "administrator");
  const [second] = await context.cookies();
  expect(first).toMatchObject({ name: COOKIE, httpOnly: true, secure: true, sameSite: "Lax", path: "/" });
  expect(second.value).not.toBe(first.value);
});

test("a form that another site sent is refused", async ({ page }) => {
  const answer = await page.request.post("/demo/log-in", {
    form: { user_name: "DANA.WHITLOCK" },
    headers: { Origin: "https://example.org" },
    maxRedirects: 0,
  });
  expect(answer.status()).toBe(403);
});

test("the submit button says why it waits, and is never disabled", async ({ page }) => {
  await open(page, "/login");
  await fill(page, "NADIA.BRANDT", PASSWORD, true);
  await page.getByRole("button", { name: "Send Code" }).click();
  await hydrated(page);
  const submit = page.getByRole("button", { name: "Submit" });
  await expect(submit).toHaveAttribute("aria-disabled", "true");
  // A person can, for the button tells why it waits.
  await submit.click({ force: true });
  await expect(page.getByText("Type the whole code first.").first()).toBeVisible();
  await expect(page).toHaveURL(/\/login\/code/);
  // Its length alone is looked at.
  await page.getByLabel("Security Code").fill("12 34 56 78");
  await expect(submit).not.toHaveAttribute("aria-disabled");
  await submit.click();
  await expect(page.getByRole("alert")).toContainText("This is not the code");
  await hydrated(page);
  await accessible(page);
});
