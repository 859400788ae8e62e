// Mails on their way out, through a real mail server.
import { PASSWORD, PEOPLE } from "../support/demo.ts";
import { card, choose, send } from "../support/files.ts";
import { Instance, MAIL_PASSWORD, MailServer } from "../support/mail.ts";
import { expect, hydrated, newYorkHour, open, test } from "../support/page.ts";
import { pbjFile } from "../support/pbj.ts";
import type { Page } from "@playwright/test";

// One demonstration for all of them, which takes some time to be laid out.
test.describe.configure({ mode: "default" });

/** Before the deadline of quarter 4 of 2026, which is a day for a reminder. */
const THREE_DAYS_BEFORE = "2026-11-11";

const server = new MailServer();
let demo: Instance;

test.beforeAll(async () => {
  test.setTimeout(330_000);
  const address = await server.start();
  demo = await Instance.start(THREE_DAYS_BEFORE, "--smtp", address, "--mail-from", "OpenQIES <no-reply@qies.example.org>");
});

test.afterAll(async () => {
  await demo?.stop();
  await server.stop();
});

/** User ID and password, and the code is on its way. */
async function askForCode(page: Page, user: string): Promise<void> {
  await open(page, `${demo.origin}/login`);
  await page.getByLabel("User ID").fill(user);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByLabel(/^I have read the full privacy and security notice/).check();
  await page.getByRole("button", { name: "Log In", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Two-Factor Authentication" })).toBeVisible();
  await page.getByRole("button", { name: "Send Code" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Enter Code" })).toBeVisible();
}

const codeIn = (text: string): string => /^\d{8}$/m.exec(text)![0];

test("a security code comes by mail, and logs in", async ({ page }) => {
  await askForCode(page, PEOPLE.administrator.user);
  const mail = await server.receive("dana.whitlock@example.org", 1);
  const code = codeIn(mail.text);
  expect(mail.from).toBe("no-reply@qies.example.org");
  expect(mail.headers).toContain("Subject: Your security code");
  expect(mail.headers).toContain("From: OpenQIES <no-reply@qies.example.org>");
  expect(mail.headers).toContain("multipart/alternative");
  expect(mail.headers).not.toContain(code);
  expect(mail.html).toContain(`<code>${code}</code>`);
  for (const words of [mail.text, mail.html]) {
    expect(words).toContain(`Sent by OpenQIES at ${demo.origin}.`);
    expect(words).toContain("not operated by CMS");
  }
  await hydrated(page);
  await page.getByLabel("Security Code").fill(code);
  await page.getByRole("button", { name: "Submit" }).click();
  await expect(page).toHaveURL(`${demo.origin}/dashboard`);
});

test("a mail server that refuses twice is sent the mail a third time, and has it once", async ({ page }) => {
  server.refusals = 2;
  await askForCode(page, PEOPLE.cms.user);
  await server.receive("ruth.ellery@example.org", 1);
  expect(server.refusals).toBe(0);
  // Another mail, written later, has come: nothing of the first is still on its way.
  await askForCode(page, PEOPLE.state.user);
  await server.receive("tomas.berg@example.org", 1);
  expect(server.to("ruth.ellery@example.org")).toHaveLength(1);
});

test("a rejected file is mailed to its facility's people, with a link to its report", async ({ page }) => {
  await open(page, `${demo.origin}/login`);
  await page.getByRole("button", { name: `Log in as ${PEOPLE.submitter.name}` }).click();
  await expect(page).toHaveURL(`${demo.origin}/dashboard`);
  await open(page, `${demo.origin}/pbj/upload`);
  const file = pbjFile({ unknownTitles: 3 });
  await choose(page, file);
  await expect(card(page, file.name)).toContainText("3");
  const number = await send(page, file.name);
  // A reminder of the deadline may have come before it.
  const rejected = () =>
    server.to("owen.sandoval@example.org").find((mail) => mail.headers.includes("Subject: Payroll file rejected: CCN 366400, FY 2026 Q4"));
  await expect.poll(rejected, { timeout: 45_000 }).toBeTruthy();
  const mail = rejected()!;
  expect(mail.text).toContain(`submission ${number}`);
  expect(mail.text).not.toContain(file.name);
  const link = /^http:\/\/\S+$/m.exec(mail.text)![0];
  expect(link).toBe(`${demo.origin}/submissions/${number}/files/1`);
  await open(page, link);
  await expect(page.getByRole("main")).toContainText("Rejected");
});

test("whose facility has no accepted file is reminded of the deadline", async ({ page }) => {
  test.skip(newYorkHour() < 8, "reminders go out from 8 in the morning, in New York");
  const reminder = () => server.mails.find((mail) => mail.headers.includes("Payroll file missing, 3 days left"));
  await expect.poll(reminder, { timeout: 45_000 }).toBeTruthy();
  const mail = reminder()!;
  expect(mail.text).toContain("11/14/2026, 11:59 PM Eastern Time");
  const link = /^http:\/\/\S+$/m.exec(mail.text)![0];
  expect(link).toBe(`${demo.origin}/pbj/upload`);
  await open(page, link);
  await expect(page).toHaveURL(/\/login\?next=/);
});

test("what was mailed stands in the mailbox, and no secret in the log", async ({ page }) => {
  await askForCode(page, PEOPLE.helpDesk.user);
  const mail = await server.receive("sam.okafor@example.org", 1);
  await open(page, `${demo.origin}/demo/mailbox?to=sam.okafor@example.org`);
  await expect(page.getByRole("article").first()).toContainText(codeIn(mail.text));
  const log = demo.log();
  expect(log).toContain("deliver_mail");
  for (const secret of [MAIL_PASSWORD, PASSWORD, ...server.mails.map((mail) => /^\d{8}$/m.exec(mail.text)?.[0] ?? MAIL_PASSWORD)]) {
    expect(log.includes(secret), "a secret in the log").toBe(false);
  }
});
