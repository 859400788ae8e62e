// The frame around every page.
import { TODAY, shown } from "../support/day.ts";
import { logInAs, PEOPLE, type Person } from "../support/demo.ts";
import { actWhileWaking, expect, hydrated, open, test } from "../support/page.ts";
import { workIn } from "../support/switching.ts";

/** What each role's navigation offers: the policy, seen from outside. */
const NAVIGATION: Record<Person, string[]> = {
  administrator: ["Dashboard", "Providers", "Upload PBJ Files", "Submissions", "Upload Assessments", "Assessment Submissions", "Staffing Hours", "Who Has Submitted", "Assessments", "Assessment Inbox", "Reports", "Patients", "Assessment Forms", "Role Requests", "User Management", "Recertification", "Who Saw This", "Help Desk Viewings"],
  submitter: ["Dashboard", "Providers", "Upload PBJ Files", "Submissions", "Staffing Hours", "Who Has Submitted"],
  viewer: ["Dashboard", "Providers", "Submissions", "Staffing Hours", "Who Has Submitted"],
  vendor: ["Dashboard", "Providers", "Upload PBJ Files", "Submissions", "Upload Assessments", "Assessment Submissions", "Assessment Inbox", "Reports"],
  state: ["Dashboard", "Providers", "Who Has Submitted", "Penalty Cases"],
  cms: ["Dashboard", "Providers", "Submissions", "Assessment Submissions", "Staffing Hours", "Who Has Submitted", "Assessments", "Assessment Inbox", "Reports", "Patients", "Penalty Cases"],
  helpDesk: ["Dashboard", "Providers", "Tickets", "Background Jobs", "Identity Proofing", "People", "User Management"],
  official: ["Dashboard", "Providers", "Upload Assessments", "Assessment Submissions", "Assessments", "Assessment Inbox", "Reports", "Patients", "Assessment Forms", "Role Requests", "User Management", "Recertification", "Who Saw This", "Help Desk Viewings"],
  stateOfficial: ["Dashboard", "Providers", "Role Requests", "User Management", "Recertification", "Who Saw This", "Help Desk Viewings"],
  cmsOfficial: ["Dashboard", "Role Requests", "User Management", "Recertification", "Who Saw This", "Help Desk Viewings"],
  productionControl: ["Dashboard", "Providers", "Assessment Submissions", "Assessments", "Assessment Inbox", "Reports", "Patients", "Assessment Forms", "Tickets", "Background Jobs", "Identity Proofing", "People", "Role Requests", "User Management", "Recertification", "Who Saw This", "Help Desk Viewings"],
  waiting: ["Dashboard"],
  surveyor: ["Dashboard"],
  rejected: ["Dashboard"],
  finance: ["Dashboard", "Providers", "Penalty Cases"],
  colleague: ["Dashboard", "Providers", "Penalty Cases"],
  accreditor: ["Dashboard", "Providers"],
  improver: ["Dashboard", "Providers"],
  auditor: ["Dashboard", "Audit Trail", "Help Desk Viewings"],
  // As she works for the State Agency.
  both: ["Dashboard", "Providers", "Who Has Submitted", "Penalty Cases"],
  roleless: ["Dashboard"],
  forgotten: ["Dashboard"],
  coordinator: ["Dashboard", "Providers", "Assessment Submissions", "Assessments", "Assessment Inbox", "Reports", "Patients", "Assessment Forms"],
  agencyCoordinator: ["Dashboard", "Providers", "Assessment Submissions", "Assessments", "Assessment Inbox", "Reports", "Patients", "Assessment Forms"],
  stateCoordinator: ["Dashboard", "Providers", "Assessment Submissions", "Assessments", "Assessment Inbox", "Reports", "Patients", "Assessment Forms"],
  cmsGeneral: ["Dashboard", "Providers", "Submissions", "Assessment Submissions", "Staffing Hours", "Who Has Submitted", "Assessments", "Assessment Inbox", "Reports", "Patients", "Penalty Cases"],
  accreditorOfficial: ["Dashboard", "Providers", "Role Requests", "User Management", "Recertification", "Who Saw This", "Help Desk Viewings"],
  contractor: ["Dashboard", "Providers"],
  macOfficial: ["Dashboard", "Providers", "Role Requests", "User Management", "Recertification", "Who Saw This", "Help Desk Viewings"],
  federal: ["Dashboard", "Providers"],
  improverOfficial: ["Dashboard", "Providers", "Role Requests", "User Management", "Recertification", "Who Saw This", "Help Desk Viewings"],
  warned: ["Dashboard", "Providers", "Submissions", "Staffing Hours", "Who Has Submitted"],
};

/** Who waits for a first role lands on what is pending. */
const WAIT: Person[] = ["waiting", "surveyor"];

for (const person of Object.keys(NAVIGATION) as Person[]) {
  test(`the navigation of ${PEOPLE[person].name} offers what the roles allow, and every link opens`, async ({ page }) => {
    await logInAs(page, person);
    if (person === "both") await workIn(page, "state_agency");
    await open(page, "/dashboard");
    const links = page.getByRole("navigation", { name: "Main" }).getByRole("link");
    await expect(links).toHaveText(NAVIGATION[person]);
    if (WAIT.includes(person)) await expect(page).toHaveURL(/\/profile$/);
    else await expect(links.first()).toHaveAttribute("aria-current", "page");
    for (const link of await links.all()) {
      const answer = await page.request.get((await link.getAttribute("href"))!);
      expect(answer.status()).toBe(200);
    }
  });
}

test("after each move inside the app the heading has the focus and the title is the page's", async ({ page }) => {
  await logInAs(page, "administrator");
  await open(page, "/dashboard");
  const links = page.getByRole("navigation", { name: "Main" }).getByRole("link");
  const headings = ["Providers", "Upload PBJ Files", "Submission History", "Upload Assessments", "Assessment Submissions", "Staffing Hours", "Staffing Submission Status"];
  for (const [index, heading] of headings.entries()) {
    const link = links.nth(index + 1);
    await link.click();
    await expect(page.getByRole("heading", { level: 1, name: heading, exact: true })).toBeFocused();
    await expect(page).toHaveTitle(`${heading} - OpenQIES`);
    await expect(link).toHaveAttribute("aria-current", "page");
  }
  await page.goBack();
  await expect(page).toHaveTitle("Staffing Hours - OpenQIES");
  await expect(page.getByRole("heading", { level: 1, name: "Staffing Hours" })).toBeFocused();
  await page.goForward();
  await expect(page).toHaveTitle("Staffing Submission Status - OpenQIES");
});

test("the title is the page's from its document on, and is never empty", async ({ page }) => {
  await logInAs(page, "administrator");
  await page.addInitScript(() => {
    const titles: string[] = [];
    (window as unknown as { titles: string[] }).titles = titles;
    const note = (): void => {
      if (document.querySelector("head > title") && titles.at(-1) !== document.title) titles.push(document.title);
    };
    new MutationObserver(note).observe(document, { subtree: true, childList: true, characterData: true });
  });
  await open(page, "/dashboard");
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Providers" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Providers" })).toBeFocused();
  await page.goBack();
  await expect(page.getByRole("heading", { level: 1, name: /^Dashboard/ })).toBeFocused();
  const shown = await page.evaluate(() => (window as unknown as { titles: string[] }).titles);
  expect(shown.map((title) => title.replace(/^Dashboard: .+ - /, "Dashboard - "))).toEqual([
    "Dashboard - OpenQIES",
    "Providers - OpenQIES",
    "Dashboard - OpenQIES",
  ]);
});

test("a first load leaves the focus where the browser puts it", async ({ page }) => {
  await logInAs(page, "administrator");
  await open(page, "/providers");
  await expect(page.locator("body")).toBeFocused();
});

test("a move within the app loads no document", async ({ page }) => {
  await logInAs(page, "administrator");
  await open(page, "/dashboard");
  const documents: string[] = [];
  page.on("request", (request) => {
    if (request.isNavigationRequest()) documents.push(request.url());
  });
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Providers" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Providers" })).toBeVisible();
  expect(documents).toEqual([]);
});

test("the skip link is the first stop of the keyboard and leads past the frame", async ({ page }) => {
  await logInAs(page, "state");
  await open(page, "/providers");
  await page.keyboard.press("Tab");
  const skip = page.getByRole("link", { name: "Skip to main content" });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.querySelector("main")!.contains(document.activeElement))).toBe(true);
});

test("the user's menu works by keyboard, and Escape gives the focus back", async ({ page }) => {
  await logInAs(page, "viewer");
  await open(page, "/dashboard");
  const menu = page.getByLabel("User menu");
  const profile = page.getByRole("link", { name: "My Profile" });
  await menu.focus();
  await expect(profile).toBeHidden();
  await page.keyboard.press("Enter");
  await expect(profile).toBeVisible();
  await expect(page.getByRole("banner")).toContainText("NADIA.BRANDT");
  await page.keyboard.press("Tab");
  await expect(profile).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Request User Role" })).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "Log Out" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(profile).toBeHidden();
  await expect(menu).toBeFocused();
});

test("the user's menu closes when its link was followed, and on a click elsewhere", async ({ page }) => {
  await logInAs(page, "viewer");
  await open(page, "/dashboard");
  const profile = page.getByRole("link", { name: "My Profile" });
  await page.getByLabel("User menu").click();
  await profile.click();
  await expect(page.getByRole("heading", { level: 1, name: "My Profile" })).toBeFocused();
  await expect(profile).toBeHidden();
  await page.getByLabel("User menu").click();
  await expect(profile).toBeVisible();
  await page.getByRole("heading", { level: 1 }).click();
  await expect(profile).toBeHidden();
});

test("the header says in which role one is here", async ({ page }) => {
  await logInAs(page, "administrator");
  await open(page, "/dashboard");
  await expect(page.getByRole("banner")).toContainText("Your role: PBJ Submitter, 2 providers, and 3 more roles");
});

test("the strip says that this is a demonstration, and which day it has", async ({ page }) => {
  await open(page, "/help");
  const strip = page.getByRole("region", { name: "About this site" });
  await expect(strip).toContainText("Demonstration, not operated by CMS.");
  // A clock that is not shifted has everybody's day, which the strip need not state.
  if ((await strip.getByRole("time").count()) > 0) await expect(strip).toContainText(`Today is ${shown(TODAY)} here.`);
});

test("the footer has the Service Center's contact, which cannot help here", async ({ page }) => {
  await open(page, "/login");
  const footer = page.getByRole("contentinfo");
  await expect(footer).toContainText("iQIES Service Center");
  await expect(footer.getByRole("link", { name: /@/ })).toHaveAttribute("href", /^mailto:/);
  await expect(footer).toContainText("cannot help with it");
});

test("on a small screen the navigation opens from a button of its own", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await logInAs(page, "administrator");
  await open(page, "/dashboard");
  const link = page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Submissions", exact: true });
  await expect(link).toBeHidden();
  await page.getByLabel("Menu", { exact: true }).click();
  await link.click();
  await expect(page.getByRole("heading", { level: 1, name: "Submission History" })).toBeFocused();
  await expect(link).toBeHidden();
});

test("live regions are there, empty, before anything is to be said", async ({ page }) => {
  await logInAs(page, "administrator");
  const html = await (await page.request.get("/pbj/upload", { headers: { accept: "text/html" } })).text();
  expect(html).toMatch(/<div[^>]*id="announcements"[^>]*>/);
  await open(page, "/pbj/upload");
  const region = page.locator("#announcements");
  await expect(region).toHaveAttribute("aria-live", "polite");
  await expect(region).toHaveText("");
});

test("a link that is clicked while the page is still waking is followed", async ({ page }) => {
  await logInAs(page, "viewer");
  let [ask, release] = [(): void => {}, (): void => {}];
  const asked = new Promise<void>((resolve) => (ask = resolve));
  const clicked = new Promise<void>((resolve) => (release = resolve));
  await page.route(/split_dashboard_page\.wasm$/, async (route) => {
    ask();
    await clicked;
    // The document that asked for it may be gone.
    await route.continue().catch(() => {});
  });
  await actWhileWaking(page);
  await page.goto("/dashboard", { waitUntil: "commit" });
  await asked;
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Providers" }).click();
  release();
  await expect(page).toHaveURL(/\/providers$/);
  await hydrated(page);
  await expect(page.getByRole("heading", { level: 1, name: "Providers" })).toBeVisible();
});
