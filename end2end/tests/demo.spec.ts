// The people of the demonstration: each finds what the log-in page says that one can try as them.
import { found } from "../support/access.ts";
import { STORED } from "../support/day.ts";
import { PEOPLE, type Person } from "../support/demo.ts";
import { card, choose } from "../support/files.ts";
import { allSay, expect, hydrated, open, test } from "../support/page.ts";
import { pbjFile } from "../support/pbj.ts";
import { goOnAs, workIn } from "../support/switching.ts";
import type { Locator, Page } from "@playwright/test";

/** The words of the log-in page, and what shows that they are true. */
const PROMISES: Record<Person, [words: string, finds: (page: Page) => Promise<void>]> = {
  administrator: [
    "Administrator of DAVIS COUNTY HOSPITAL (16E724) and of a second home in Iowa: checks and sends payroll files, reads the reports, follows the deadline.",
    async (page) => {
      const received = page.getByRole("table", { name: /^What was received for / }).getByRole("rowheader");
      await expect(received).toHaveCount(2);
      await expect(received.filter({ hasText: "DAVIS COUNTY HOSPITAL" })).toHaveCount(1);
      await expect(page.getByRole("main").getByRole("listitem").filter({ hasText: /days? left|last day/ }).first()).toBeVisible();
      await open(page, "/pbj/upload");
      const homes = await facilities(page);
      await expect(homes.filter({ hasText: "16E724" })).toHaveCount(1);
      await allSay(homes.locator("td:nth-of-type(1)"), "IA");
      const file = pbjFile({ facility: "IA1077", state: "IA", unknownTitles: 1 });
      await choose(page, file);
      await expect(card(page, file.name)).toContainText("1 fatal problem");
      await expect(card(page, file.name).getByRole("button", { name: /^Send/ })).toBeVisible();
      await readsReport(page, "/submissions?state=rejected&facility=16E724");
    },
  ],
  submitter: [
    "PBJ Submitter of one home in Ohio, Facility ID SRDEMO01: sends files that name this Facility ID.",
    async (page) => {
      await open(page, "/pbj/upload");
      const home = await facilities(page);
      await expect(home).toHaveCount(1);
      await expect(home).toContainText(/OH.*SRDEMO01/);
      const file = pbjFile({ facility: "SRDEMO01", state: "OH" });
      await choose(page, file);
      await expect(card(page, file.name).getByRole("button", { name: /^Send/ })).toBeVisible();
      await expect(card(page, file.name)).not.toContainText("fatal problem");
    },
  ],
  viewer: [
    "PBJ Viewer of DAVIS COUNTY HOSPITAL: reads what others sent, and sends nothing.",
    async (page) => {
      await open(page, "/submissions");
      const sent = page.getByRole("table", { name: "Files sent" }).locator("tbody tr");
      await allSay(sent.locator("td:nth-of-type(7)"), "DANA.WHITLOCK");
      await readsReport(page, "/submissions");
      await open(page, `/staffing?quarter=${STORED.key}`);
      await expect(page.getByRole("heading", { level: 2, name: /^DAVIS COUNTY HOSPITAL, / })).toBeVisible();
      await expect(page.getByRole("link", { name: "Upload PBJ Files" })).toHaveCount(0);
      await page.goto("/pbj/upload");
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("You do not have access");
    },
  ],
  vendor: [
    "A vendor that sends for six homes and agencies in Florida, Georgia and North Carolina, and sees only what it sent.",
    async (page) => {
      const clients = page.getByRole("table", { name: "Payroll-Based Journal files that you sent for each client" }).locator("tbody tr");
      await expect(clients).toHaveCount(6);
      // A CCN begins with the number of its state.
      const states = (await clients.locator("td:nth-of-type(1)").allInnerTexts()).map((ccn) => ccn.slice(0, 2));
      expect([...new Set(states)].sort()).toEqual(["10", "11", "34"]);
      await open(page, "/submissions");
      await allSay(page.getByRole("table", { name: "Files sent" }).locator("tbody td:nth-of-type(7)"), "LARKSPUR.DATA");
      await open(page, "/pbj/upload");
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("Upload PBJ Files");
    },
  ],
  state: [
    "State Agency S&C General User of Iowa: the state's providers, their changes, and who has not submitted; reads about providers of other states.",
    async (page) => {
      await expect(page.getByRole("heading", { level: 2, name: "Providers of Iowa" })).toBeVisible();
      await follow(page, /active providers/);
      await allSay(page.getByRole("table", { name: "Providers" }).locator("tbody td:nth-of-type(5)"), "IA");
      await open(page, "/dashboard");
      await follow(page, / changed/);
      await allSay(page.getByRole("table", { name: "Providers" }).locator("tbody td:nth-of-type(5)"), "IA");
      await open(page, "/dashboard");
      await follow(page, /Nothing received/);
      await allSay(page.getByRole("table", { name: /^Nursing homes, / }).locator("tbody td:nth-of-type(3)"), "Nothing received");
      await open(page, "/providers?state=OH");
      await readsProfile(page);
    },
  ],
  cms: [
    "CMS View Only User: the same nationwide, by state and region, with every report.",
    async (page) => {
      await expect(page.getByRole("heading", { level: 2, name: "Providers of the nation" })).toBeVisible();
      const places = page.getByRole("table", { name: /^By region and state/ });
      await expect(places.getByRole("rowheader", { name: /^Region 7, / })).toBeVisible();
      await expect(places.getByRole("rowheader", { name: "Iowa", exact: true })).toBeVisible();
      await follow(page, /Nothing received/);
      await allSay(page.getByRole("table", { name: /^Nursing homes, / }).locator("tbody td:nth-of-type(3)"), "Nothing received");
      for (const facility of ["16E724", "366400", "106400"]) await readsReport(page, `/submissions?state=rejected&facility=${facility}`);
    },
  ],
  helpDesk: [
    "iQIES Help Desk: answers tickets, views as a role to see what the asker sees, helps people with their accounts, and looks after background jobs that failed.",
    async (page) => {
      await open(page, "/providers?q=davis+county");
      await readsProfile(page);
      await expect(page.getByRole("heading", { level: 1 })).toContainText("DAVIS COUNTY HOSPITAL");
      await open(page, "/support/tickets");
      await page.getByRole("table").getByRole("rowheader").getByRole("link").first().click();
      await expect(page.getByRole("link", { name: "View as a role" })).toBeVisible();
      await open(page, "/dashboard");
      await expect(page.getByRole("heading", { level: 2, name: "Background jobs" })).toBeVisible();
      // That one nobody touches; another test brings the failed one to its end.
      await open(page, "/support/jobs?state=given_up");
      await page.getByRole("table").getByRole("rowheader").getByRole("link").last().click();
      await expect(page.getByRole("heading", { level: 1, name: /^Job / })).toBeVisible();
      await expect(page.getByRole("main")).toContainText("Last error");
      await expect(page.getByRole("button", { name: "Try again" })).toBeVisible();
    },
  ],
  official: [
    "The only Provider Security Official of the home in Ohio: decides who works with its data, confirms who still needs their role, and should name a second one.",
    async (page) => {
      await open(page, "/access/users");
      await expect(rowOf(page, "official")).toContainText("Last security official");
      await open(page, "/access/requests");
      await rowOf(page, "waiting").getByRole("link").click();
      await expect(page.getByRole("heading", { level: 1, name: "Role request of Leo Finch" })).toBeVisible();
      await expect(page.getByRole("main")).toContainText("fewer than two security officials");
      await open(page, "/dashboard");
      await page.getByRole("main").getByRole("link", { name: /without a second security official$/ }).click();
      await expect(rowOf(page, "official")).toContainText("Last security official");
      await open(page, "/access/recertification");
      await expect(rowOf(page, "submitter")).toContainText("PBJ Submitter");
    },
  ],
  stateOfficial: [
    "State Agency Security Official of Iowa: decides on the requests of the agency's people, has a surveyor ID to verify, and roles to confirm.",
    async (page) => {
      await open(page, "/access/requests");
      await rowOf(page, "surveyor").getByRole("link").click();
      await expect(page.getByRole("heading", { level: 1, name: "Role request of Ida Marsh" })).toBeVisible();
      await expect(page.getByRole("main")).toContainText("30417 (not verified yet)");
      await open(page, "/access/recertification");
      await expect(rowOf(page, "state")).toContainText("State Agency S&C General User");
    },
  ],
  cmsOfficial: [
    "CMS Security Official: decides on the roles of CMS, confirms them, and finds the organizations without a security official.",
    async (page) => {
      await open(page, await found(page, "leo.finch", "/access/requests"));
      await expect(rowOf(page, "waiting")).toContainText("PBJ Submitter");
      await open(page, "/access/users?role=cms_view_only_user");
      await expect(rowOf(page, "cms")).toContainText("Nationwide");
      await open(page, "/access/recertification");
      await expect(rowOf(page, "official")).toContainText("Last security official");
      await open(page, "/dashboard");
      await page.getByRole("main").getByRole("link", { name: /organizations without a security official$/ }).click();
      await expect(page.getByRole("heading", { level: 1, name: "Organizations without a security official" })).toBeVisible();
    },
  ],
  productionControl: [
    "iQIES Help Desk Production Control: every request nationwide, organizations without a security official, and removing a last one.",
    async (page) => {
      for (const person of ["waiting", "surveyor"] as const) {
        await open(page, await found(page, PEOPLE[person].user, "/access/requests"));
        await expect(rowOf(page, person)).toContainText("Pending");
      }
      await open(page, "/access/organizations");
      await expect(page.getByRole("table").getByRole("row").nth(1)).toContainText("Never had one");
      await open(page, await found(page, PEOPLE.official.user));
      await rowOf(page, "official").getByRole("link", { name: /^Change/ }).click();
      await expect(page.getByRole("heading", { level: 1, name: "Role of Grace Novak" })).toBeVisible();
    },
  ],
  waiting: [
    "Has no role yet: waits for Grace Novak to decide, and may remind her.",
    async (page) => {
      await open(page, "/profile");
      const row = page.getByRole("table", { name: "1 Provider" }).getByRole("row").filter({ hasText: "PBJ Submitter" });
      await expect(row).toContainText(PEOPLE.official.name);
      await expect(row.getByRole("button", { name: /^Remind those who decide on PBJ Submitter/ })).toBeVisible();
    },
  ],
  surveyor: [
    "Has no role yet: a surveyor whose federal surveyor ID Vera Stoll is to verify.",
    async (page) => {
      await open(page, "/profile");
      const row = page.getByRole("table", { name: "1 State" }).getByRole("row").filter({ hasText: "Iowa" });
      await expect(row).toContainText(PEOPLE.stateOfficial.name);
    },
  ],
  rejected: [
    "Has no role: reads why his request was rejected, and asks again.",
    async (page) => {
      await open(page, "/profile");
      const decided = page.getByRole("table", { name: /^What became of your requests/ });
      await expect(decided).toContainText("You are not on our staff list yet.");
      await expect(decided).toContainText(PEOPLE.official.name);
      await page.getByRole("main").getByRole("link", { name: "Request User Role" }).click();
      await expect(page.getByRole("heading", { level: 1, name: "Select a User Category" })).toBeVisible();
    },
  ],
  finance: [
    "Office of Financial Management: cases of civil money penalties nationwide, what is due, and recording what came in.",
    async (page) => {
      await page.getByRole("main").getByRole("link", { name: /due in 15 days$/ }).click();
      await expect(page.getByRole("heading", { level: 1, name: "Penalty Cases" })).toBeVisible();
      await page.getByRole("table").getByRole("rowheader").getByRole("link").first().click();
      await expect(page.getByRole("link", { name: "Record payment" })).toBeVisible();
    },
  ],
  colleague: [
    "Office of Financial Management as well: reverses what Nora Vance recorded by mistake, and she what he did.",
    async (page) => {
      await open(page, "/penalties?status=escrow_held");
      await page.getByRole("table").getByRole("rowheader").getByRole("link").first().click();
      await page.getByRole("navigation", { name: "Parts of the case" }).getByRole("link", { name: "Payments" }).click();
      await expect(page.getByRole("table").getByRole("row", { name: "NORA.VANCE" }).getByRole("link", { name: /^Reverse/ }).first()).toBeVisible();
    },
  ],
  accreditor: [
    "AO View Only User of The Joint Commission: sees the providers that it has accredited, and no others.",
    async (page) => {
      await open(page, "/providers");
      await readsProfile(page);
      await expect(page.getByRole("main")).toContainText("Accredited by");
      await expect(page.getByRole("main")).toContainText("The Joint Commission");
      await seesNoDavis(page);
    },
  ],
  improver: [
    "QIO/QIN User of CMS Region 4 (Atlanta): sees the providers of its states.",
    async (page) => {
      await open(page, "/providers");
      const states = await page.getByRole("table", { name: "Providers" }).locator("tbody td:nth-of-type(5)").allInnerTexts();
      expect(states.length).toBeGreaterThan(0);
      expect(["AL", "FL", "GA", "KY", "MS", "NC", "SC", "TN"]).toEqual(expect.arrayContaining(states));
      await readsProfile(page);
      await seesNoDavis(page);
    },
  ],
  auditor: [
    "Auditor: reads who did what and who looked at what, and saves the record with its proof; decides nothing.",
    async (page) => {
      await page.getByRole("main").getByRole("link", { name: "Audit Trail" }).click();
      await expect(page.getByRole("table", { name: "Events" }).locator("tbody tr").first()).toBeVisible();
      await open(page, "/access/requests");
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("You do not have access");
    },
  ],
  both: [
    "Works for two: State Agency S&C General User of Iowa, and CMS View Only User. Goes from one category to the other in the user menu.",
    async (page) => {
      // Whichever of the two was active last is active again.
      await workIn(page, "state_agency");
      await open(page, "/dashboard");
      await expect(page.getByRole("heading", { level: 2, name: "Providers of Iowa" })).toBeVisible();
      await goOnAs(page, "CMS");
      await expect(page.getByRole("heading", { level: 2, name: "Providers of the nation" })).toBeVisible();
    },
  ],
  roleless: [
    "Has no role and has asked for none: the Welcome page, and Request User Role.",
    async (page) => {
      await expect(page.getByRole("heading", { level: 1, name: "Welcome to iQIES" })).toBeVisible();
      await page.getByRole("main").getByRole("link", { name: "Request User Role" }).click();
      await expect(page.getByRole("heading", { level: 1, name: "Select a User Category" })).toBeVisible();
    },
  ],
  forgotten: [
    "Nobody used his account for 60 days, so his role has ended: reads so, and asks for it again.",
    async (page) => {
      await expect(page.getByRole("heading", { level: 2, name: "Your roles have ended" })).toBeVisible();
      await page.getByRole("main").getByRole("link", { name: /^request again PBJ Viewer/ }).click();
      await expect(page.getByRole("heading", { level: 1, name: "Add Organizations" })).toBeVisible();
      await expect(page.getByText("1 Provider", { exact: true })).toBeVisible();
    },
  ],
  coordinator: [
    "Assessment Coordinator, Assessment Viewer and ePOC Administrator of DAVIS COUNTY HOSPITAL: reads and enters the home's assessments, and sees to those that came back.",
    async (page) => {
      await open(page, "/assessments");
      await expect(page.getByRole("heading", { level: 1, name: "Assessments" })).toBeVisible();
      await expect(page.getByRole("table").getByRole("rowheader").first()).toBeVisible();
    },
  ],
  agencyCoordinator: [
    "Assessment Coordinator and Provider Administrator of a home health agency in Georgia: enters, modifies and inactivates OASIS records, and sees to those that came back.",
    async (page) => {
      for (const figure of await page.locator(".q-card").getByRole("link").allInnerTexts()) expect(figure).toMatch(/^[1-9]/);
      await open(page, "/assessments/drafts");
      await page.getByRole("row").filter({ hasText: /OASIS, New record.*Lena Hartwig/ }).getByRole("link").first().click();
      await expect(page.getByRole("heading", { level: 1, name: /^OASIS, New record/ })).toBeVisible();
      await open(page, "/assessments?instrument=OASIS");
      await page.getByRole("table").getByRole("rowheader").getByRole("link").first().click();
      await expect(page.getByRole("button", { name: /^Modify/ })).toBeVisible();
      await expect(page.getByRole("button", { name: /^Inactivate/ })).toBeVisible();
    },
  ],
  stateCoordinator: [
    "State Agency Assessment Coordinator of Iowa: reads and corrects the assessments of the state's providers, and has reports made of them.",
    async (page) => {
      await open(page, "/assessments");
      await expect(page.getByRole("heading", { level: 1, name: "Assessments" })).toBeVisible();
      await expect(page.getByRole("table").getByRole("rowheader").first()).toBeVisible();
    },
  ],
  cmsGeneral: [
    "CMS General User: reads nationwide what the CMS View Only User reads, and will work on surveys and enforcement.",
    async (page) => {
      await open(page, "/providers");
      await readsProfile(page);
    },
  ],
  accreditorOfficial: [
    "AO Security Official and AO General User of The Joint Commission: decides who works for it.",
    async (page) => {
      await open(page, "/access/users");
      await expect(rowOf(page, "accreditorOfficial").filter({ hasText: "Security Official" }).first()).toContainText("Last security official");
      await open(page, "/providers");
      await readsProfile(page);
    },
  ],
  contractor: [
    "Contract Surveyor for CMS Region 7 (Kansas City): sees the providers of its states.",
    async (page) => {
      await open(page, "/providers");
      await readsProfile(page);
    },
  ],
  macOfficial: [
    "Security Official and User of the Medicare Administrative Contractor J5: decides who works for it, and sees the providers of its states.",
    async (page) => {
      await open(page, "/access/users");
      await expect(rowOf(page, "macOfficial").filter({ hasText: "Security Official" }).first()).toContainText("Last security official");
      await open(page, "/providers");
      await readsProfile(page);
    },
  ],
  federal: [
    "Federal Agency User: sees providers nationwide.",
    async (page) => {
      await open(page, "/providers");
      await readsProfile(page);
    },
  ],
  improverOfficial: [
    "QIO/QIN Security Official of CMS Region 4 (Atlanta): decides who works for it.",
    async (page) => {
      await open(page, "/access/users");
      await expect(rowOf(page, "improverOfficial").filter({ hasText: "Security Official" }).first()).toContainText("Last security official");
      await open(page, "/providers");
      await readsProfile(page);
    },
  ],
  warned: [
    "PBJ Viewer of a second home in Iowa whose role would have ended in 3 days: was warned by mail, and keeps it by logging in.",
    async (page) => {
      await open(page, `/demo/mailbox?to=${PEOPLE.warned.user.toLowerCase()}@example.org`);
      await expect(page.getByRole("main")).toContainText("Your roles end in 3 days");
      await open(page, "/submissions");
      await expect(page.getByRole("table", { name: "Files sent" })).toBeVisible();
    },
  ],
};

/** A nursing home of Iowa, which nobody has accredited, is not there. */
async function seesNoDavis(page: Page): Promise<void> {
  await page.goto("/providers/16E724");
  await expect(page.getByRole("heading", { level: 1, name: "Page not found" })).toBeVisible();
}

/** The row about one of these people. */
function rowOf(page: Page, person: Person): Locator {
  return page.getByRole("table").getByRole("row").filter({ hasText: PEOPLE[person].user });
}

/** The rows of the facilities that one can send for. */
async function facilities(page: Page): Promise<Locator> {
  await page.getByText("Facilities you can send for, and their IDs").click();
  return page.getByRole("region", { name: "Facilities you can send for" }).locator("tbody tr");
}

/** Goes to the list behind a card of the dashboard. */
async function follow(page: Page, name: RegExp): Promise<void> {
  await page.locator(".q-card").getByRole("link", { name }).first().click();
  await expect(page.getByRole("table").locator("tbody tr").first()).toBeVisible();
}

/** Opens the first report of a list. */
async function readsReport(page: Page, list: string): Promise<void> {
  await open(page, list);
  await page.getByRole("table", { name: "Files sent" }).getByRole("link", { name: /report of submission/ }).first().click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Final Validation Report");
}

/** Opens the first provider of a list. */
async function readsProfile(page: Page): Promise<void> {
  const first = page.getByRole("table", { name: "Providers" }).getByRole("rowheader").getByRole("link").first();
  const name = await first.innerText();
  await first.click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(name);
}

test("a promise stands here for everyone whom the log-in page offers", async ({ page }) => {
  await open(page, "/login");
  const offered = page.getByRole("listitem").filter({ has: page.getByRole("button", { name: /^Log in as / }) });
  await expect(offered).toHaveCount(Object.keys(PROMISES).length);
});

for (const [person, [words, finds]] of Object.entries(PROMISES) as [Person, (typeof PROMISES)[Person]][]) {
  test(`${PEOPLE[person].name} logs in by one click and finds what the log-in page promises`, async ({ page }) => {
    await open(page, "/login");
    const offer = page.getByRole("listitem").filter({ hasText: PEOPLE[person].user });
    await expect(offer.getByText(words, { exact: true })).toBeVisible();
    await offer.getByRole("button", { name: `Log in as ${PEOPLE[person].name}` }).click();
    // Who waits for a first role lands on what is pending.
    await expect(page).toHaveURL(["waiting", "surveyor"].includes(person) ? /\/profile$/ : /\/dashboard$/);
    await hydrated(page);
    const menu = page.getByLabel("User menu");
    await menu.click();
    await expect(page.getByRole("banner")).toContainText(PEOPLE[person].name);
    await menu.click();
    await finds(page);
  });
}
