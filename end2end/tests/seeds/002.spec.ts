// Seed 002, step by step, in its own words: three roles of the training environment, with script and without.
import { choose } from "../../support/access.ts";
import { BASE_URL } from "../../support/demo.ts";
import { iso, TODAY } from "../../support/day.ts";
import { PROGRAM } from "../../support/installation.ts";
import { Instance } from "../../support/mail.ts";
import { newcomer, register } from "../../support/newcomer.ts";
import { expect, open, test as base } from "../../support/page.ts";
import { logInToWelcome, offers, submitRequest, toTheCategories, toTheOrganizations, toTheRoles } from "../../support/seeds.ts";
import type { Browser, Page } from "@playwright/test";

let training: Instance;

/** Addresses are those of the training environment. */
const test = base.extend({
  baseURL: async ({}, use) => use(training?.origin ?? BASE_URL),
});

// One training environment for all of them, which takes some time to be laid out.
test.describe.configure({ mode: "default", timeout: 150_000 });
test.skip(!PROGRAM, "there is no program to start");

test.beforeAll(async () => {
  if (!PROGRAM) return;
  test.setTimeout(330_000);
  training = await Instance.start(iso(TODAY), "--training");
});

test.afterAll(async () => training?.stop());

/** Figure 2; the seed is older than two of the categories that seed 003 has. */
const CATEGORIES = {
  "Accrediting Organization": "Administration and survey of deemed healthcare providers.",
  ADO: "Application Development Organization",
  CMS: "IQIES Administration for User Security Support for Patient Assessments and or Survey and Certification.",
  Contractor: "CMS Contractors, Contract Surveyors, Medicare Administrative Contractors, Medicare Administrative Contractor Security Official",
  Provider: "Healthcare organizations, agencies, and services.",
  "State Agency": "State-level administration for Survey and Certification activities and Patient Assessments Management activities.",
  Vendor: "Data and assessment submitters on behalf of providers.",
};

/** Figure 3. */
const STATE_ROLES = {
  "State Agency Assessment Coordinator":
    "Manage ICD-10 exclusions and patient assessment information, view and manage patient profiles and assessments, run provider reports.",
  "State Agency Security Official for S&C": "IQIES user access approvals and user profiles",
  "State Agency S&C General User":
    "Access and manage provider information, events, and reports within your state. Read-only access to all provider profiles and details in all other states.",
};

/** Figures 8 and 13. */
const CMS_ROLES = {
  "CMS View Only User": "View patient profiles, view assessments, generate and view reports.",
  "CMS General User":
    "Manage all providers; manage and approve deemed providers; read-only access to patient profiles and assessments; run provider reports.",
  "iQIES Help Desk": "iQIES system support.",
  "iQIES Help Desk Production Control":
    "Approve, Reject, and Remove User Requests; Manage ICD-10 exclusions and patient assessment information, view patient profile and assessments, manage patient assessments, run provider reports.",
  "CMS Security Official": "iQIES user account approvals.",
  "Office of Financial Management User": "Track CMPTS cases; record CMPTS payments",
};

/**
 * Steps 1 and 2 of each part, which are the same: to the training environment's first page. One account opens both
 * through an agency's identity provider (openid.spec.ts); here the person has registered at both.
 */
async function logInTwice(browser: Browser, page: Page, part: number, scripted: boolean | undefined): Promise<void> {
  const context = await browser.newContext({ baseURL: BASE_URL, javaScriptEnabled: scripted });
  const iqies = await context.newPage();
  const { email, userId } = await newcomer(iqies);
  await test.step(`${part}.1 Log in to iQIES`, async () => {
    await logInToWelcome(iqies, userId, scripted);
    await expect(iqies.getByRole("region", { name: "About this environment" })).toHaveCount(0);
    await context.close();
  });
  await register(page, email, userId);
  await test.step(`${part}.2 Log in to the iQIES training environment: the Welcome to iQIES page opens`, async () => {
    await logInToWelcome(page, userId, scripted);
    await saysWhereOneIs(page);
  });
}

async function saysWhereOneIs(page: Page): Promise<void> {
  await expect(page.getByRole("region", { name: "About this environment" })).toContainText("Training environment");
}

/** "Do not respond to the question": it is skipped. */
async function leavesTheQuestion(page: Page): Promise<void> {
  await expect(page.getByText("Are you a Surveyor?")).toBeVisible();
  await expect(page.getByRole("radio", { name: "Yes", exact: true })).not.toBeChecked();
  await expect(page.getByRole("radio", { name: "No", exact: true })).not.toBeChecked();
  await expect(page.getByRole("radio", { name: "Skip Question" })).toBeChecked();
}

/** "No further action is required": the role is there at once, and the request is listed as such. */
async function isGranted(page: Page, role: string, table: string, dashboard: string, scripted: boolean | undefined): Promise<void> {
  await expect(page.getByText("No further action is required. The role is immediately available")).toBeVisible();
  await expect(page.getByRole("heading", { level: 2, name: "Pending Requests" })).toBeVisible();
  const row = page.getByRole("table", { name: table }).getByRole("row").filter({ hasText: role });
  await expect(row).toContainText("Granted at once");
  await expect(page.getByRole("table", { name: "Your roles", exact: true })).toContainText(role);
  await open(page, "/dashboard", scripted);
  await expect(page.getByRole("heading", { level: 2, name: dashboard })).toBeVisible();
  await saysWhereOneIs(page);
}

const NO_ORGANIZATION = "This role does not require the addition of organizations.";

test("State Agency General User: steps 2.1 to 2.8", async ({ browser, page, javaScriptEnabled }) => {
  await logInTwice(browser, page, 2, javaScriptEnabled);
  await test.step("2.3 Click Request User Role: Select a User Category opens", async () => {
    await toTheCategories(page);
    await offers(page, CATEGORIES);
  });
  await test.step("2.4 Select State Agency. Click Next: Select a User Role opens", async () => {
    await toTheRoles(page, "State Agency");
    await expect(page.getByRole("radio")).toHaveCount(3);
    await offers(page, STATE_ROLES);
  });
  await test.step("2.5 Select State Agency S&C General User", async () => {
    await choose(page, "State Agency S&C General User");
  });
  await test.step("2.6 Click Next: Add Organizations opens", async () => {
    await toTheOrganizations(page);
    await expect(page.getByText(NO_ORGANIZATION)).toBeVisible();
    await leavesTheQuestion(page);
  });
  await test.step("2.7 Select state from the drop-down menu under State", async () => {
    await page.getByLabel(/^State/).selectOption({ label: "Iowa" });
  });
  await test.step("2.8 Click Submit Request: My Profile opens", async () => {
    await submitRequest(page);
    await isGranted(page, "State Agency S&C General User", "1 State", "Providers of Iowa", javaScriptEnabled);
  });
});

test("CMS General User: steps 3.1 to 3.7", async ({ browser, page, javaScriptEnabled }) => {
  await logInTwice(browser, page, 3, javaScriptEnabled);
  await test.step("3.3 Click Request User Role: Select a User Category opens", async () => {
    await toTheCategories(page);
  });
  await test.step("3.4 Select CMS. Click Next: Select a User Role opens", async () => {
    await toTheRoles(page, "CMS");
    await offers(page, CMS_ROLES);
  });
  await test.step("3.5 Select CMS General User", async () => {
    await choose(page, "CMS General User");
  });
  await test.step("3.6 Click Next: Add Organizations opens", async () => {
    await toTheOrganizations(page);
    await expect(page.getByText(NO_ORGANIZATION)).toBeVisible();
    await leavesTheQuestion(page);
  });
  await test.step("3.7 Click Submit Request: My Profile opens", async () => {
    await submitRequest(page);
    await isGranted(page, "CMS General User", "1 Role", "Providers of the nation", javaScriptEnabled);
  });
});

test("CMS View Only User: steps 4.1 to 4.7", async ({ browser, page, javaScriptEnabled }) => {
  await logInTwice(browser, page, 4, javaScriptEnabled);
  await test.step("4.3 Click Request User Role: Select a User Category opens", async () => {
    await toTheCategories(page);
  });
  await test.step("4.4 Select CMS. Click Next: Select a User Role opens", async () => {
    await toTheRoles(page, "CMS");
    await offers(page, CMS_ROLES);
  });
  // The seed's step says CMS General User; its part, its figures 13 and 15 and its banner are of the CMS View Only User.
  await test.step("4.5 Select CMS View Only User", async () => {
    await choose(page, "CMS View Only User");
  });
  await test.step("4.6 Click Next: Add Organizations opens", async () => {
    await toTheOrganizations(page);
    await expect(page.getByText(NO_ORGANIZATION)).toBeVisible();
    await expect(page.getByText("Are you a Surveyor?")).toHaveCount(0);
  });
  await test.step("4.7 Click Submit Request: My Profile opens", async () => {
    await submitRequest(page);
    await isGranted(page, "CMS View Only User", "1 Role", "Providers of the nation", javaScriptEnabled);
  });
});
