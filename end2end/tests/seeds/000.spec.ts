// Seed 000, what CMS tells state agencies and its own staff about iQIES, section by section: with script and without.
import { decidingAt, found, HOME, mailed } from "../../support/access.ts";
import { logInAs, type Person } from "../../support/demo.ts";
import { clickMailedLink, messagesTo, newAddress } from "../../support/mailbox.ts";
import { newcomer } from "../../support/newcomer.ts";
import { expect, open, test } from "../../support/page.ts";
import { fillProfile, newUserId, toTheEnd, toTheTerms } from "../../support/registration.ts";
import { approve, heading, logInToWelcome, request } from "../../support/seeds.ts";
import type { Browser, Page } from "@playwright/test";

test.describe.configure({ timeout: 240_000 });

/** The official decides on the request of this user ID. */
async function approved(browser: Browser, by: Person, userId: string, scripted: boolean | undefined, also?: string): Promise<void> {
  const official = await decidingAt(browser, by, `/access/requests?q=${userId}`, scripted);
  await approve(official, userId, also);
  await official.context().close();
}

/** Somebody new, logged in, who asks for a role of CMS, which names no organization. */
async function asksCms(page: Page, role: string, scripted: boolean | undefined): Promise<string> {
  const { userId } = await newcomer(page);
  await logInToWelcome(page, userId, scripted);
  await request(page, "CMS", role, async () => {
    await expect(page.getByText("This role does not require the addition of organizations.")).toBeVisible();
  });
  return userId;
}

/** A page that a role does not open, and which names a role that does. */
async function isClosed(page: Page, address: string, opens: string): Promise<void> {
  await page.goto(address);
  await expect(heading(page, "You do not have access")).toBeVisible();
  await expect(page.getByRole("main")).toContainText(opens);
}

test("Getting started, State Agency Security Official, State Agency General User", async ({ browser, page, javaScriptEnabled }) => {
  const [email, userId] = [newAddress(), newUserId()];
  const surveyorId = `${10_000 + Math.floor(Math.random() * 89_999)}`;
  await test.step("Create an account and establish credentials in HARP", async () => {
    await open(page, "/login", javaScriptEnabled);
    await page.getByRole("link", { name: "Register in HARP" }).click();
    await expect(heading(page, "Register in HARP")).toBeVisible();
    await fillProfile(page, email);
    await page.getByRole("button", { name: "Send me the link" }).click();
    await expect(heading(page, "Check your e-mail")).toBeVisible();
    await clickMailedLink(page, email, "Go on with your registration", javaScriptEnabled);
    await toTheTerms(page, userId);
    await toTheEnd(page, email);
  });
  await test.step("Log in to iQIES using HARP credentials and request an iQIES role", async () => {
    await logInToWelcome(page, userId, javaScriptEnabled);
    await request(page, "State Agency", "State Agency S&C General User", async () => {
      await page.getByLabel(/^State/).selectOption({ label: "Iowa" });
      await page.getByRole("radio", { name: "Yes", exact: true }).check();
      await page.getByLabel("Federal surveyor ID (optional)").fill(surveyorId);
    });
    await expect(page.getByRole("table", { name: "1 State" })).toContainText("Vera Stoll");
  });
  await test.step("A user will not be granted access unless an SO approves the request", async () => {
    await isClosed(page, "/providers", "State Agency S&C General User");
  });
  await test.step("The SASO receives email notifications of pending requests, and to verify federal surveyor IDs", async () => {
    const told = (await messagesTo(page, "vera.stoll@example.org")).find((message) => message.includes(userId));
    expect(told).toContain("A role request waits for a decision");
    expect(told).toContain("verify their federal surveyor ID");
  });
  await test.step("Federal surveyor IDs are verified by accessing the User Management menu option", async () => {
    const official = await decidingAt(browser, "stateOfficial", "/dashboard", javaScriptEnabled);
    await official.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "User Management" }).click();
    await expect(heading(official, "User Management")).toBeVisible();
    await open(official, await found(official, userId), javaScriptEnabled);
    await official.getByRole("table").getByRole("link", { name: "Anne Somogyi", exact: true }).click();
    await expect(official.getByRole("main")).toContainText("Not verified yet");
    await expect(official.getByRole("main")).toContainText(surveyorId);
    await expect(official.getByLabel(/^Federal surveyor ID/)).toHaveValue("");
    await official.getByLabel(/^Federal surveyor ID/).fill(surveyorId);
    await official.getByLabel("I looked it up: it is this person's").check();
    await official.getByRole("button", { name: "Write it down" }).click();
    await expect(official.getByText("The federal surveyor ID is written down")).toBeVisible();
    await official.context().close();
  });
  await test.step("The SASO approves the request", async () => {
    await approved(browser, "stateOfficial", userId, javaScriptEnabled, `${surveyorId} (verified)`);
    await mailed(page, email, "Your role request was approved");
  });
  await test.step("The SAGU works within the user's state, with read-only access to providers in all other states", async () => {
    await open(page, "/dashboard", javaScriptEnabled);
    await expect(page.getByRole("heading", { level: 2, name: "Providers of Iowa" })).toBeVisible();
    await open(page, "/providers?state=OH", javaScriptEnabled);
    await page.getByRole("table", { name: "Providers" }).getByRole("rowheader").getByRole("link").first().click();
    await expect(page.getByRole("main")).toContainText(", OH");
  });
});

test("State Agency Security Official: who works with S&C data needs an additional role", async ({ page, javaScriptEnabled }) => {
  await logInAs(page, "stateOfficial");
  await open(page, "/dashboard", javaScriptEnabled);
  await isClosed(page, "/staffing/status", "State Agency S&C General User");
});

test("State Agency Assessment Coordinator", async ({ browser, page, javaScriptEnabled }) => {
  const { email, userId } = await newcomer(page);
  await logInToWelcome(page, userId, javaScriptEnabled);
  await request(page, "State Agency", "State Agency Assessment Coordinator", async () => {
    await expect(page.getByText("Are you a Surveyor?")).toHaveCount(0);
    await page.getByLabel(/^State/).selectOption({ label: "Iowa" });
  });
  await approved(browser, "stateOfficial", userId, javaScriptEnabled);
  await mailed(page, email, "Your role request was approved");
  await open(page, "/providers", javaScriptEnabled);
  await expect(page.getByRole("table", { name: "Providers" })).toContainText(HOME.name);
});

for (const role of ["CMS View Only User", "CMS General User"]) {
  test(`${role}: all states, once a CMS Security Official approves`, async ({ browser, page, javaScriptEnabled }) => {
    const userId = await asksCms(page, role, javaScriptEnabled);
    await isClosed(page, "/providers", role);
    await approved(browser, "cmsOfficial", userId, javaScriptEnabled);
    await open(page, "/dashboard", javaScriptEnabled);
    await expect(page.getByRole("heading", { level: 2, name: "Providers of the nation" })).toBeVisible();
  });
}

test("Office of Financial Management User: tracks CMPTS cases and records payments, and no more", async ({ browser, page, javaScriptEnabled }) => {
  const userId = await asksCms(page, "Office of Financial Management User", javaScriptEnabled);
  await approved(browser, "cmsOfficial", userId, javaScriptEnabled);
  await open(page, "/penalties", javaScriptEnabled);
  await page.getByRole("table").getByRole("rowheader").getByRole("link").first().click();
  await expect(page.getByRole("link", { name: "Record payment" })).toBeVisible();
  for (const address of ["/submissions", "/staffing/status", "/access/requests"]) {
    await page.goto(address);
    await expect(heading(page, "You do not have access"), address).toBeVisible();
  }
});

test("Please note: do not select these roles", async ({ page, javaScriptEnabled }) => {
  await logInAs(page, "viewer");
  await open(page, "/request-role/role?category=cms", javaScriptEnabled);
  for (const name of ["CMS Security Official", "iQIES Help Desk"]) {
    await expect(page.getByRole("radio", { name, exact: true })).toHaveAccessibleDescription(/Do not select this role\./);
  }
});

test("Help & more resources: the help page, and the Service Center's hours", async ({ page, javaScriptEnabled }) => {
  await open(page, "/login", javaScriptEnabled);
  await page.getByRole("banner").getByRole("link", { name: "Help" }).click();
  await expect(heading(page, "Help")).toBeVisible();
  const main = page.getByRole("main");
  for (const step of ["Log in", "Request a user role", "Add your organizations", "Wait for approval"]) {
    await expect(main.getByRole("heading", { level: 3, name: step })).toBeVisible();
  }
  await expect(main).toContainText("1-888-477-7876");
  await expect(main).toContainText("(select Option 1), 8:00 a.m.-8:00 p.m. (ET) Monday through Friday");
  await main.getByRole("link", { name: "User Roles Matrix" }).click();
  await expect(heading(page, "User Roles Matrix")).toBeVisible();
});
