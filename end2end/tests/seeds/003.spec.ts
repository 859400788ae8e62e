// Seed 003, step by step, in its own words: from the log-in to the pending request, with script and without.
import { add, choose, HOME, mailed } from "../../support/access.ts";
import { logInAs, PEOPLE } from "../../support/demo.ts";
import { mailedCode } from "../../support/mailbox.ts";
import { newcomer } from "../../support/newcomer.ts";
import { expect, hydrated, open, test } from "../../support/page.ts";
import { NEW_PASSWORD } from "../../support/registration.ts";
import { heading, offers } from "../../support/seeds.ts";
import type { Page } from "@playwright/test";

/** Figure 7. */
const CATEGORIES = {
  "Accrediting Organization": "Administration and survey of deemed healthcare providers.",
  CMS: "IQIES Administration for User Security Support for Patient Assessments and or Survey and Certification.",
  Contractor: "CMS Contractors, Contract Surveyors, Medicare Administrative Contractors, Medicare Administrative Contractor Security Official",
  "Federal Agency": "Federal Agency roles",
  Provider: "Healthcare organizations, agencies, and services.",
  "QIO/QIN": "QIO/QIN-level administration for provider Quality Measure support activities",
  "State Agency": "State-level administration for Survey and Certification activities and Patient Assessments Management activities.",
  Vendor: "Data and assessment submitters on behalf of providers.",
};

/** Figure 8. */
const ROLES = {
  "Assessment Submitter": "Upload patient assessments; generate and view reports.",
  "Provider Administrator": "(Warning: Cannot upload patient assessments)",
  "Provider Assessment Coordinator": "create, manage, and submit patient assessments; generate and view reports",
  "Provider Assessment Viewer": "(Warning: Cannot upload patient assessments)",
  "Provider Security Official": "Approve iQIES user accounts;",
  "Provider ePOC Administrator": "View posted Statement of Deficiencies and provide the Plan of Correction",
  "PBJ Submitter": "Upload, edit and view PBJ submissions; generate and view reports.",
  "PBJ Viewer": "View PBJ submissions; generate and view reports.",
};

/** These choices and no others are there. */
async function offersNoOthers(page: Page, choices: Record<string, string>): Promise<void> {
  await expect(page.getByRole("radio")).toHaveCount(Object.keys(choices).length);
  await offers(page, choices);
}

/** "Next is disabled until a selection is made": it says so. Without script the next page does, at the field. */
async function nextWaits(page: Page, reason: string, scripted: boolean | undefined): Promise<void> {
  const next = page.getByRole("button", { name: "Next" });
  if (scripted === false) {
    await next.click();
    await expect(page.getByRole("alert")).toContainText(`${reason}.`);
  } else {
    await expect(next).toHaveAttribute("aria-disabled", "true");
    await next.click({ force: true });
    await expect(page.getByRole("main")).toContainText(`${reason} first.`);
  }
}

test("a role is requested: steps 1.1 to 2.10", async ({ page, javaScriptEnabled }) => {
  test.slow();
  const { email, userId } = await newcomer(page);
  await page.context().clearCookies();

  await test.step("1.1 Go to iQIES", async () => {
    await open(page, "/login", javaScriptEnabled);
    await expect(heading(page, "Welcome to iQIES")).toBeVisible();
    await expect(page.getByRole("link", { name: "Help" }).first()).toBeVisible();
  });
  await test.step("1.2 Type user ID and password", async () => {
    await page.getByLabel("User ID").fill(userId);
    await page.getByLabel("Password").fill(NEW_PASSWORD);
  });
  await test.step("1.3 Click privacy and security check box", async () => {
    await page.getByLabel(/^I have read the full privacy and security notice/).check();
  });
  await test.step("1.4 Click Log In: Two-Factor Authentication opens", async () => {
    await page.getByRole("button", { name: "Log In", exact: true }).click();
    await expect(heading(page, "Two-Factor Authentication")).toBeVisible();
  });
  await test.step("1.5 Select the device", async () => {
    const device = page.getByRole("combobox", { name: "Device" });
    await device.selectOption({ index: 0 });
    await expect(device.getByRole("option").first()).toContainText("E-mail");
  });
  await test.step("1.6 Click Send Code: Enter Code opens", async () => {
    await page.getByRole("button", { name: "Send Code" }).click();
    await expect(heading(page, "Enter Code")).toBeVisible();
    await hydrated(page, javaScriptEnabled);
  });
  await test.step("1.7 Type the code", async () => {
    if (javaScriptEnabled !== false) {
      await expect(page.getByRole("button", { name: "Submit" })).toHaveAttribute("aria-disabled", "true");
    }
    const reference = await page.locator(".q-reference").innerText();
    await page.getByLabel("Security Code").fill(await mailedCode(page, reference));
  });
  await test.step("1.8 Click Submit: Welcome to iQIES/Request User Role opens", async () => {
    await page.getByRole("button", { name: "Submit" }).click();
    await expect(page).toHaveURL(/\/dashboard$/);
    await expect(heading(page, "Welcome to iQIES")).toBeVisible();
    await hydrated(page, javaScriptEnabled);
  });

  await test.step("2.1 Click Request User Role: Select a User Category opens", async () => {
    await page.getByRole("main").getByRole("link", { name: "Request User Role" }).click();
    await expect(heading(page, "Select a User Category")).toBeVisible();
    await expect(page.getByText("STEP 1", { exact: true })).toBeVisible();
    await expect(page.getByText("Select the category of your organization to begin the role request process.")).toBeVisible();
    await offersNoOthers(page, CATEGORIES);
    await expect(page.getByRole("link", { name: "Cancel" })).toHaveAttribute("href", "/profile");
  });
  await test.step("2.2 Select Provider", async () => {
    await nextWaits(page, "Select a user category", javaScriptEnabled);
    await choose(page, "Provider");
  });
  await test.step("2.3 Click Next: Select a User Role opens", async () => {
    await page.getByRole("button", { name: "Next" }).click();
    await expect(heading(page, "Select a User Role")).toBeVisible();
    await expect(page.getByText("STEP 2", { exact: true })).toBeVisible();
    await expect(page.getByText("Select the user role that best fits your needs.")).toBeVisible();
    await hydrated(page, javaScriptEnabled);
    await offersNoOthers(page, ROLES);
  });
  await test.step("2.4 Select a provider user role", async () => {
    await nextWaits(page, "Select a user role", javaScriptEnabled);
    await page.getByRole("link", { name: "Previous" }).click();
    await expect(heading(page, "Select a User Category")).toBeVisible();
    await hydrated(page, javaScriptEnabled);
    await expect(page.getByRole("radio", { name: "Provider", exact: true })).toBeChecked();
    await page.getByRole("button", { name: "Next" }).click();
    await expect(heading(page, "Select a User Role")).toBeVisible();
    await hydrated(page, javaScriptEnabled);
    await choose(page, "Assessment Submitter");
  });
  await test.step("2.5 Click Next: Add Organizations opens", async () => {
    await page.getByRole("button", { name: "Next" }).click();
    await expect(heading(page, "Add Organizations")).toBeVisible();
    await expect(page.getByText("STEP 3", { exact: true })).toBeVisible();
    await expect(page.getByText("Add providers for the Assessment Submitter role by entering their CCN or Facility ID.")).toBeVisible();
    await hydrated(page, javaScriptEnabled);
  });
  await test.step("2.6 to 2.8 Search by CCN or Facility ID, and click Add", async () => {
    await expect(page.getByText("Select whether to search by CCN or Facility ID", { exact: true })).toBeVisible();
    await add(page, "CCN", HOME.ccn);
    const providers = page.getByRole("table", { name: "Providers of this request" });
    await expect(page.getByText("1 Provider", { exact: true })).toBeVisible();
    await expect(providers.getByRole("columnheader")).toHaveText(["Provider", "Provider Type", "CCN", "Facility ID", "Change"]);
    const row = providers.getByRole("row").filter({ hasText: HOME.name });
    for (const words of ["509 NORTH MADISON STREET", "BLOOMFIELD, IA 52537", "NH", HOME.ccn, HOME.facilityId]) {
      await expect(row).toContainText(words);
    }
    await hydrated(page, javaScriptEnabled);
    await row.getByRole("link", { name: "Remove" }).click();
    await expect(providers).toHaveCount(0);
    await add(page, "Facility ID", HOME.facilityId);
    await expect(row).toContainText(HOME.ccn);
    await hydrated(page, javaScriptEnabled);
  });
  await test.step("2.9 Click Submit Request: My Profile opens", async () => {
    await page.getByRole("button", { name: "Submit Request" }).click();
    await expect(heading(page, "My Profile")).toBeVisible();
  });
  await test.step("2.10 Verify the notification, and the pending request", async () => {
    await expect(page.getByText("Role Request Submitted")).toBeVisible();
    await expect(page.getByText("Your approval status will be emailed to you after your request is reviewed.")).toBeVisible();
    await expect(page.getByRole("heading", { level: 2, name: "Pending Requests" })).toBeVisible();
    await expect(page.getByRole("heading", { level: 3, name: "Provider" })).toBeVisible();
    const pending = page.getByRole("table", { name: "1 Provider" });
    await expect(pending.getByRole("columnheader")).toHaveText([
      "User Role",
      "Provider",
      "Provider Type",
      "CCN",
      "Assessment FAC ID",
      "Request Date",
      "Security Official Name",
      "Security Official Contact",
      "Change",
    ]);
    const row = pending.getByRole("row").filter({ hasText: "Assessment Submitter" });
    for (const words of [HOME.name, "NH", HOME.ccn, HOME.facilityId, PEOPLE.administrator.name]) {
      await expect(row).toContainText(words);
    }
    await expect(row).toContainText(/\d\d\/\d\d\/\d{4}/);
    await mailed(page, email, "Your role request was submitted");
  });
});

test("whoever has a role requests another one from the top menu: steps 2.1 a and b", async ({ page, javaScriptEnabled }) => {
  await logInAs(page, "viewer");
  await open(page, "/dashboard", javaScriptEnabled);
  await page.getByLabel("User menu").click();
  await page.getByRole("link", { name: "Request User Role" }).click();
  await expect(heading(page, "Select a User Category")).toBeVisible();
});
