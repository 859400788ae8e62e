// Seed 001, the letter to home health agencies, step by step: how an agency's first people come in, with script and
// without.
import { add, decidingAt, mailed } from "../../support/access.ts";
import { PASSWORD } from "../../support/demo.ts";
import { clickMailedLink, followMailedLink, messagesTo, newAddress } from "../../support/mailbox.ts";
import { newcomer } from "../../support/newcomer.ts";
import { expect, hydrated, open, test } from "../../support/page.ts";
import { fillProfile, logIn, newUserId, setUpDevice, toTheDevice, toTheTerms } from "../../support/registration.ts";
import { approve, heading, logInToWelcome, request, toTheCategories, toTheOrganizations, toTheRoles } from "../../support/seeds.ts";

/** "iQIES User Roles", of those that seed 003 has. */
const ROLES = [
  "Assessment Submitter",
  "Provider Administrator",
  "Provider Assessment Coordinator",
  "Provider Assessment Viewer",
  "Provider Security Official",
];

/**
 * An agency that has no security official: the demonstration has three in each state, of which a run takes one. A run
 * with script and one without take different ones.
 */
function agencyOf(scripted: boolean | undefined): string {
  const states = ["01", "05", "16", "18", "25", "33", "36", "42", "44"];
  const state = states[Math.floor(Date.now() / 1000) % states.length];
  return `${state}840${scripted === false ? 1 : 0}`;
}

test("an agency's first security official, and who asks them: steps 1 to 4", async ({ browser, page, javaScriptEnabled }) => {
  test.setTimeout(300_000);
  const [email, userId, ccn] = [newAddress(), newUserId(), agencyOf(javaScriptEnabled)];
  await test.step("1. Register in the HARP system, which asks questions to verify the identity", async () => {
    await open(page, "/login", javaScriptEnabled);
    await page.getByRole("link", { name: "Register in HARP" }).click();
    await expect(heading(page, "Register in HARP")).toBeVisible();
    await fillProfile(page, email);
    await page.getByRole("button", { name: "Send me the link" }).click();
    await expect(heading(page, "Check your e-mail")).toBeVisible();
    await clickMailedLink(page, email, "Go on with your registration", javaScriptEnabled);
    await expect(heading(page, "Choose a user ID and a password")).toBeVisible();
    await toTheTerms(page, userId);
    await toTheDevice(page);
  });
  await test.step("2. After that one is directed to set up two-factor authentication", async () => {
    await setUpDevice(page, email);
  });
  await test.step("3. Log in with user ID and password, verify the account, select Submit", async () => {
    await logInToWelcome(page, userId, javaScriptEnabled);
  });
  await test.step("4. Select Request User Role on the Welcome to iQIES page, and the User Category", async () => {
    await toTheCategories(page);
    await toTheRoles(page, "Provider");
  });
  await test.step("4. Select a User Role", async () => {
    for (const name of ROLES) await expect(page.getByRole("radio", { name, exact: true })).toBeVisible();
    await page.getByRole("radio", { name: "Provider Administrator", exact: true }).check();
    await toTheOrganizations(page);
  });
  await test.step("4. An error message is displayed if an invalid CCN has been entered", async () => {
    await add(page, "CCN", "168999");
    await expect(page.getByRole("alert")).toContainText("No provider has this CCN.");
    await hydrated(page, javaScriptEnabled);
  });
  await test.step("4. Without a registered Security Official a role cannot be requested", async () => {
    await add(page, "CCN", ccn);
    await expect(page.getByRole("alert")).toContainText("has no security official yet");
    await expect(page.getByRole("alert")).toContainText("asks for the role Provider Security Official");
  });
  await test.step("4. The organization's Security Official registers, whom CMS decides on", async () => {
    await open(page, "/dashboard", javaScriptEnabled);
    await request(page, "Provider", "Provider Security Official", () => add(page, "CCN", ccn));
    await expect(page.getByText("Your approval status will be emailed to you after your request is reviewed.")).toBeVisible();
    const control = await decidingAt(browser, "productionControl", `/access/requests?q=${userId}`, javaScriptEnabled);
    await approve(control, userId);
    await control.context().close();
    await mailed(page, email, "Your role request was approved");
  });

  const context = await browser.newContext({ javaScriptEnabled });
  const other = await context.newPage();
  const colleague = await newcomer(other);
  await test.step("4. A colleague selects category, role and organization, and then Submit Request", async () => {
    await logInToWelcome(other, colleague.userId, javaScriptEnabled);
    await request(other, "Provider", "Assessment Submitter", async () => {
      await add(other, "CCN", ccn);
      await expect(other.getByText("1 Provider", { exact: true })).toBeVisible();
    });
    await expect(other.getByRole("table", { name: "1 Provider" })).toContainText("Anne Somogyi");
  });
  await test.step("4. The Security Official approves, and is asked to establish a second one", async () => {
    const told = await messagesTo(page, email);
    expect(told[0]).toContain("A role request waits for a decision");
    await open(page, `/access/requests?q=${colleague.userId}`, javaScriptEnabled);
    await approve(page, colleague.userId, "This organization has fewer than two security officials.");
  });
  await test.step("An e-mail notification says that the request has been approved", async () => {
    await mailed(other, colleague.email, "Your role request was approved");
    await open(other, "/profile", javaScriptEnabled);
    await expect(other.getByRole("table", { name: "Your roles", exact: true })).toContainText("Assessment Submitter");
    await context.close();
  });
});

test("an address that has an account already, from EIDM: steps 1 and 2", async ({ page, javaScriptEnabled }) => {
  await test.step("1. Register, and learn that the email address already exists", async () => {
    await open(page, "/register", javaScriptEnabled);
    await fillProfile(page, "greta.lindqvist@example.org");
    await page.getByRole("button", { name: "Send me the link" }).click();
    // The page says to nobody whose address is known: the mail does.
    await expect(heading(page, "Check your e-mail")).toBeVisible();
    const told = await messagesTo(page, "greta.lindqvist@example.org");
    expect(told[0]).toContain("EIDM");
    await followMailedLink(page, "greta.lindqvist@example.org", "You have an account already", javaScriptEnabled);
    await expect(page).toHaveURL(/\/login$/);
  });
  await test.step("2. Log in with EIDM login information, and be directed to set up two-factor authentication", async () => {
    await logIn(page, "GRETA.LINDQVIST", PASSWORD, javaScriptEnabled);
    await expect(page).toHaveURL(/\/devices$/);
    // She logs in a second time once it is set up (services' tests of devices); the demonstration needs her as she is.
    await expect(page.getByRole("main")).toContainText("One step is left: a device");
  });
});
