// An agency's own installation, from nothing: its first people, proofed by people, with mails through a real server.
import { writeFileSync } from "node:fs";
import { Installation, PROGRAM } from "../support/installation.ts";
import { MailServer, type Mail } from "../support/mail.ts";
import { expect, hydrated, newYorkHour, open, test } from "../support/page.ts";
import { PASSPORT } from "../support/proofing.ts";
import { fillProfile, NEW_PASSWORD } from "../support/registration.ts";
import type { Page } from "@playwright/test";

// Each goes on where the one before it stopped.
test.describe.configure({ mode: "serial" });
test.skip(!PROGRAM, "there is no program to start");

const server = new MailServer();
let installation: Installation;
let origin: string;

test.beforeAll(async ({}, testInfo) => {
  if (!PROGRAM) return;
  installation = new Installation(testInfo.outputPath("agency"));
  installation.publish("00000000000000aa");
  // Nobody has logged in with it for long: its role is to end soon.
  installation.run("import", "accounts", unusedAccount(testInfo.outputPath("accounts.csv")));
  installation.run("account", "grant-role", "UNUSED.PERSON", "cms_view_only_user", "--since", daysAgo(51), "--by", "a test");
  const address = await server.start();
  const mail = ["--smtp", address, "--mail-from", "OpenQIES <no-reply@qies.example.org>"];
  // All of the tests come from one address.
  const often = ["--log-ins-per-minute", "--mailed-links-per-hour", "--security-codes-per-hour"].flatMap((limit) => [limit, "1000"]);
  origin = await installation.start(...mail, ...often);
});

test.afterAll(async () => {
  await installation?.stop();
  if (PROGRAM) await server.stop();
});

const daysAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);

function unusedAccount(file: string): string {
  writeFileSync(file, `User ID,First Name,Last Name,E-mail,Legacy,Last Log-in\nunused.person,Una,Used,una@agency.example.org,yes,${daysAgo(51)}\n`);
  return file;
}

const linkIn = (mail: Mail): string => /^http:\/\/\S+$/m.exec(mail.text)![0];
const codeIn = (mail: Mail): string => /^\d{8}$/m.exec(mail.text)![0];

/** The newest mail to someone with this subject. */
async function mailed(to: string, subject: string, number = 1): Promise<Mail> {
  const found = () => server.to(to).filter((mail) => mail.headers.includes(`Subject: ${subject}`));
  await expect.poll(() => found().length, { timeout: 45_000 }).toBeGreaterThanOrEqual(number);
  return found()[number - 1];
}

/** From the profile to the proofing, by the mailed link. */
async function register(page: Page, email: string, userId: string): Promise<void> {
  await open(page, `${origin}/register`);
  await fillProfile(page, email);
  await page.getByRole("button", { name: "Send me the link" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Check your e-mail" })).toBeVisible();
  await open(page, linkIn(await mailed(email, "Go on with your registration")));
  await page.getByLabel("User ID").fill(userId);
  await page.getByLabel(/^Password/).fill(NEW_PASSWORD);
  await page.getByRole("button", { name: "Create the account" }).click();
  await page.getByLabel("I have read the terms and conditions and accept them.").check();
  await page.getByRole("button", { name: "Accept and go on" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Identity Proofing" })).toBeVisible();
}

/** User ID and password, as far as they lead. */
async function comeBack(page: Page, userId: string, password = NEW_PASSWORD): Promise<void> {
  await page.context().clearCookies();
  await open(page, `${origin}/login`);
  await page.getByLabel("User ID").fill(userId);
  await page.getByLabel("Password").fill(password);
  await page.getByLabel(/^I have read the full privacy and security notice/).check();
  await page.getByRole("button", { name: "Log In", exact: true }).click();
}

/** Sets up the address as the device for security codes. */
async function setUpDevice(page: Page, email: string): Promise<void> {
  await page.getByRole("main").getByRole("link", { name: "E-mail", exact: true }).click();
  await page.getByLabel("E-mail address").fill(email);
  await page.getByRole("button", { name: "Send Code" }).click();
  await expect(page.getByText("A code was sent to")).toBeVisible();
  await page.getByLabel("Security Code").fill(codeIn(server.to(email).at(-1) ?? (await mailed(email, "Your security code"))));
  await page.getByRole("button", { name: "Submit" }).click();
  await expect(page.getByText("The device is set up")).toBeVisible();
}

async function proveSecondFactor(page: Page, email: string): Promise<void> {
  await expect(page.getByRole("heading", { level: 1, name: "Two-Factor Authentication" })).toBeVisible();
  const before = server.to(email).length;
  await page.getByRole("button", { name: "Send Code" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Enter Code" })).toBeVisible();
  await page.getByLabel("Security Code").fill(codeIn(await server.receive(email, before + 1)));
  await page.getByRole("button", { name: "Submit" }).click();
}

const [FIRST, FIRST_MAIL] = ["FIRST.HELPER", "first@agency.example.org"];
const [SECOND, SECOND_MAIL] = ["SECOND.PERSON", "second@agency.example.org"];

test("the operator makes whoever registered first the Help Desk", async ({ page }) => {
  await register(page, FIRST_MAIL, FIRST);
  expect(installation.run("account", "list", "--by", "a test")).toContain(`${FIRST}, Anne Somogyi <${FIRST_MAIL}>: registers, next step: proofing`);
  installation.run("account", "confirm-identity", FIRST, "--record", "Passport, in person", "--by", "a test");
  expect(installation.run("account", "grant-role", FIRST, "help_desk", "--by", "a test")).toContain("now holds iQIES Help Desk: Nationwide");
  await mailed(FIRST_MAIL, "Your identity is confirmed");
  await mailed(FIRST_MAIL, "You hold a new role");
  await comeBack(page, FIRST);
  await expect(page).toHaveURL(/\/devices/);
  await hydrated(page);
  await setUpDevice(page, FIRST_MAIL);
  await open(page, `${origin}/support/proofing`);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
});

test("a rejection is mailed without its reason, which the page tells; then documents are approved", async ({ page, browser }) => {
  await register(page, SECOND_MAIL, SECOND);
  const helper = await (await browser.newContext()).newPage();
  await comeBack(helper, FIRST);
  await proveSecondFactor(helper, FIRST_MAIL);
  for (const [decision, reason, subject] of [
    ["Reject", "The picture is too dark.", "Your identity could not be confirmed"],
    ["Approve", "The passport fits.", "Your identity is confirmed"],
  ]) {
    await page.getByLabel(/^Documents/).setInputFiles(PASSPORT);
    await page.getByRole("button", { name: "Send documents" }).click();
    await expect(page.getByRole("main")).toContainText("Your case waits for a person's decision");
    const reference = /P-\w{5}-\w{5}/.exec(await page.getByRole("main").innerText())![0];
    await open(helper, `${origin}/support/proofing/${reference}`);
    await helper.getByLabel(/^Reason/).fill(reason);
    await helper.getByRole("button", { name: decision }).click();
    await expect(helper.getByRole("main")).toContainText(reason);
    const mail = await mailed(SECOND_MAIL, subject);
    expect(mail.text).toContain(reference);
    expect(mail.text).not.toContain(reason);
    await comeBack(page, SECOND);
    if (decision === "Reject") {
      await expect(page.getByRole("main")).toContainText(reason);
      await hydrated(page);
    }
  }
  await expect(page).toHaveURL(/\/devices/);
  await hydrated(page);
  await setUpDevice(page, SECOND_MAIL);
  await helper.context().close();
});

test("a forgotten password comes back by a mailed link and the second factor", async ({ page }) => {
  await open(page, `${origin}/recover`);
  await page.getByLabel("User ID or e-mail address").fill(SECOND.toLowerCase());
  await page.getByRole("button", { name: "Send me the mail" }).click();
  await open(page, linkIn(await mailed(SECOND_MAIL, "Your user ID and password")));
  await page.getByRole("button", { name: "Go on" }).click();
  await hydrated(page);
  await proveSecondFactor(page, SECOND_MAIL);
  await hydrated(page);
  await page.getByLabel("New password *", { exact: true }).fill("nine yellow ladders hum");
  await page.getByRole("button", { name: "Change the password" }).click();
  await expect(page.getByText("Your password is changed. Log in with the new one.")).toBeVisible();
  await mailed(SECOND_MAIL, "Your password was changed");
});

test("whose roles are about to end is warned, and comes in with a first password from the Service Center", async ({ page }) => {
  test.skip(newYorkHour() < 8, "warnings go out from 8 in the morning, in New York");
  const warning = await mailed("una@agency.example.org", "Your roles end in");
  expect(warning.text).toContain("To keep your roles, log in before");
  const said = installation.run("account", "first-password", "UNUSED.PERSON", "--by", "a test");
  const password = /[A-Z0-9-]{19}$/m.exec(said)![0];
  await page.goto(linkIn(warning));
  await comeBack(page, "unused.person", password);
  await expect(page).toHaveURL(/\/devices/);
  expect(server.to("una@agency.example.org").some((mail) => mail.text.includes(password))).toBe(false);
});
