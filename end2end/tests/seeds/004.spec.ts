// Seed 004, the notice to nursing homes and swing beds, step by step: with script and without.
import { add, decidingAt, HOME, mailed } from "../../support/access.ts";
import { PEOPLE } from "../../support/demo.ts";
import { clickMailedLink, messagesTo, newAddress } from "../../support/mailbox.ts";
import { newcomer } from "../../support/newcomer.ts";
import { expect, hydrated, open, test } from "../../support/page.ts";
import { fillProfile, NEW_PASSWORD, newUserId, toTheEnd, toTheTerms } from "../../support/registration.ts";
import { approve, heading, logInToWelcome, request } from "../../support/seeds.ts";
import type { Page } from "@playwright/test";

/** Types a user ID that is refused. */
async function refused(page: Page, userId: string, why: string, scripted: boolean | undefined): Promise<void> {
  await page.getByLabel("User ID").fill(userId);
  await page.getByLabel(/^Password/).fill(NEW_PASSWORD);
  await page.getByRole("button", { name: "Create the account" }).click();
  await expect(page.getByRole("alert")).toContainText(why);
  await expect(page.getByLabel("User ID")).toHaveValue(userId);
  await hydrated(page, scripted);
}

test("an iQIES account of a nursing home: steps 1 to 3", async ({ browser, page, javaScriptEnabled }) => {
  test.setTimeout(240_000);
  const [email, userId] = [newAddress(), newUserId()];
  await test.step("1. Create an account in the HARP system using your corporate email address", async () => {
    await open(page, "/register", javaScriptEnabled);
    await fillProfile(page, "anne@gmail.com");
    await page.getByRole("button", { name: "Send me the link" }).click();
    await expect(page.getByRole("alert")).toContainText("Enter your corporate e-mail address");
    await hydrated(page, javaScriptEnabled);
    await page.getByLabel("Corporate e-mail address").fill(email);
    await page.getByRole("button", { name: "Send me the link" }).click();
    await expect(heading(page, "Check your e-mail")).toBeVisible();
    await clickMailedLink(page, email, "Go on with your registration", javaScriptEnabled);
  });
  await test.step("1. HARP User IDs cannot be adjusted: no facility names, no special characters", async () => {
    await expect(page.getByText("The user ID cannot be changed later")).toBeVisible();
    await refused(page, "ANNE#SOMOGYI", "6 to 30 letters", javaScriptEnabled);
    await refused(page, "ANNE&SOMOGYI", "6 to 30 letters", javaScriptEnabled);
    await refused(page, `DAVIS.COUNTY${Math.floor(Math.random() * 1e9)}`, HOME.name, javaScriptEnabled);
    await toTheTerms(page, userId);
    await toTheEnd(page, email);
  });
  await test.step("2. Access iQIES and log in with your HARP credentials", async () => {
    await logInToWelcome(page, userId, javaScriptEnabled);
  });
  await test.step("2. Request your User Role for your provider's CCN", async () => {
    await request(page, "Provider", "Assessment Submitter", async () => {
      await add(page, "CCN", HOME.ccn);
      await expect(page.getByText("1 Provider", { exact: true })).toBeVisible();
    });
    await expect(page.getByRole("table", { name: "1 Provider" })).toContainText(PEOPLE.administrator.name);
  });
  await test.step("3. The Provider Security Official approves the request", async () => {
    const told = await messagesTo(page, "dana.whitlock@example.org");
    expect(told.some((message) => message.includes("A role request waits for a decision") && message.includes(userId))).toBe(true);
    const official = await decidingAt(browser, "administrator", `/access/requests?q=${userId}`, javaScriptEnabled);
    await approve(official, userId);
    await official.context().close();
  });
  await test.step("3. A notification via email says that the access request has been approved", async () => {
    await mailed(page, email, "Your role request was approved");
    await open(page, "/profile", javaScriptEnabled);
    await expect(page.getByRole("table", { name: "Your roles", exact: true })).toContainText("Assessment Submitter");
  });
});

test("a personal email address, where the facility handles 2 or fewer providers: step 1", async ({ page, javaScriptEnabled }) => {
  const email = `${newAddress().split("@")[0]}@gmail.com`;
  await open(page, "/register", javaScriptEnabled);
  await fillProfile(page, email);
  await page.getByLabel(/^My organization serves two or fewer providers/).check();
  await page.getByRole("button", { name: "Send me the link" }).click();
  await expect(heading(page, "Check your e-mail")).toBeVisible();
  await clickMailedLink(page, email, "Go on with your registration", javaScriptEnabled);
  await expect(heading(page, "Choose a user ID and a password")).toBeVisible();
});

// A nursing home and a swing bed of Iowa that have none.
for (const ccn of ["166404", "16Z380"]) {
  test(`without a Provider Security Official a request cannot be completed: ${ccn}`, async ({ page, javaScriptEnabled }) => {
    await newcomer(page);
    await open(page, "/request-role/organizations?role=provider_assessment_viewer", javaScriptEnabled);
    await add(page, "CCN", ccn);
    await expect(page.getByRole("alert")).toContainText("has no security official yet");
    await expect(page.getByRole("alert")).toContainText("Provider Security Official");
    await open(page, "/profile", javaScriptEnabled);
    await expect(page.getByRole("main")).toContainText("No request is pending.");
  });
}
