// Two tabs of one browser, and a switch, a log-out or a log-in in one of them.
import { OPEN } from "../support/day.ts";
import { PEOPLE, logInAs } from "../support/demo.ts";
import { card, choose, send } from "../support/files.ts";
import { accessible, expect, fitsItsWidth, hydrated, open, test } from "../support/page.ts";
import { pbjFile } from "../support/pbj.ts";
import { goOnAs, workIn } from "../support/switching.ts";
import type { Locator, Page } from "@playwright/test";

const STREET = "12 Long Explanation Road";

/** A tab at an address, drawn for the State Agency, after another tab of its browser has gone on as CMS. */
async function leftBehind(page: Page, address: string, work = async (): Promise<void> => {}): Promise<Locator> {
  await logInAs(page, "both");
  await workIn(page, "state_agency");
  await open(page, address);
  await work();
  const other = await page.context().newPage();
  await open(other, "/dashboard");
  await goOnAs(other, "CMS");
  await hydrated(other);
  await expect(other.getByRole("banner")).toContainText("Your role: CMS View Only User");
  await other.close();
  return page.getByRole("alertdialog", { name: "You went on in another tab" });
}

test("a tab hears of a switch in another one, and is drawn anew by keyboard", async ({ page }) => {
  const notice = await leftBehind(page, "/providers");
  await expect(notice).toBeVisible();
  await accessible(page);
  await expect(notice.getByRole("button", { name: "Stay on this page" })).toBeFocused();
  await page.keyboard.press("Tab");
  const again = notice.getByRole("link", { name: "Load this page again" });
  await expect(again).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("banner")).toContainText("Your role: CMS View Only User");
  await expect(page).toHaveURL(/\/providers$/);
  await expect(notice).toBeHidden();
});

test("a form of a stale tab is kept, explained, and sent after switching back", async ({ page }) => {
  const notice = await leftBehind(page, "/profile/contact", () => page.getByLabel("Street address").fill(STREET));
  await notice.getByRole("button", { name: "Stay on this page" }).click();
  await expect(page.getByLabel("Street address")).toHaveValue(STREET);
  await page.getByRole("button", { name: "Save" }).click();

  await expect(page.getByRole("heading", { level: 1, name: "You went on in another category" })).toBeVisible();
  const main = page.getByRole("main");
  await expect(main).toContainText("drawn while State Agency was your active category");
  await expect(main).toContainText("you went on as CMS");
  await expect(main).toContainText(STREET);
  await hydrated(page);
  await accessible(page);
  await page.setViewportSize({ width: 320, height: 700 });
  await fitsItsWidth(page);

  await page.getByRole("button", { name: "Switch back to State Agency and look at the form" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Your form was kept" })).toBeVisible();
  await expect(main).toContainText(STREET);
  await hydrated(page);
  await page.getByRole("button", { name: "Send it now" }).click();
  await expect(page.getByText("Your contact details are saved")).toBeVisible();
});

test("a stale form is thrown away by keyboard, and one goes on in the present category", async ({ page }) => {
  const notice = await leftBehind(page, "/profile/contact", () => page.getByLabel("Street address").fill(STREET));
  await expect(notice).toBeVisible();
  await page.keyboard.press("Escape");
  await page.getByLabel("Street address").press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "You went on in another category" })).toBeVisible();
  await hydrated(page);
  const held = page.url();
  await page.getByRole("button", { name: "Throw it away and go on" }).press("Enter");
  await expect(page).toHaveURL(/\/dashboard$/);
  await expect(page.getByRole("banner")).toContainText("Your role: CMS View Only User");
  expect((await page.goto(held))?.status()).toBe(404);
});

test("a move within a stale tab shows the page as the present category sees it", async ({ page }) => {
  const notice = await leftBehind(page, "/providers");
  await notice.getByRole("button", { name: "Stay on this page" }).click();
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Who Has Submitted" }).click();
  await expect(page.getByRole("banner")).toContainText("Your role: CMS View Only User");
  await expect(page).toHaveURL(/\/staffing\/status$/);
  await expect(page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Submissions", exact: true })).toBeVisible();
});

test("a page is hidden when somebody else logs in in another tab, and comes back with its person", async ({ page, context }) => {
  await logInAs(page, "submitter");
  await open(page, "/pbj/upload");
  const file = pbjFile();
  await choose(page, file);
  const found = card(page, file.name);
  await expect(found).toContainText("No problems found here");
  const other = await context.newPage();
  await logInAs(other, "administrator");
  await open(other, "/dashboard");
  await other.close();

  const notice = page.getByRole("alertdialog", { name: "Somebody else is logged in now" });
  await expect(notice).toBeVisible();
  await accessible(page);
  await expect(page.getByText(file.name).first()).toBeHidden();
  await expect(page.getByText("Your role").first()).toBeHidden();
  // Whoever sits there now does not come past it.
  for (let times = 0; times < 2; times++) await page.keyboard.press("Escape");
  await expect(notice).toBeVisible();
  await expect(page.getByText(file.name).first()).toBeHidden();

  const [back] = await Promise.all([context.waitForEvent("page"), notice.getByRole("link", { name: "Log in in a new tab" }).click()]);
  await back.getByRole("button", { name: `Log in as ${PEOPLE.submitter.name}` }).click();
  await expect(back).toHaveURL(/\/dashboard$/);
  await expect(notice).toBeHidden();
  await back.close();
  await send(page, file.name);
});

test("a file that is sent in the session of somebody else is refused with their name, and sent after its person has logged in again", async ({ page }) => {
  // Without it no tab hears of another.
  await page.addInitScript(() => Reflect.deleteProperty(window, "BroadcastChannel"));
  await logInAs(page, "submitter");
  await open(page, "/pbj/upload");
  const file = pbjFile();
  await choose(page, file);
  const found = card(page, file.name);
  await expect(found).toContainText("No problems found here");
  // The comparison with the stored quarter comes before.
  await expect(found.getByText(OPEN.name).first()).toBeVisible();
  await logInAs(page, "administrator");
  await found.getByRole("button", { name: /^Send/ }).click();
  await expect(found).toContainText(`${PEOPLE.administrator.name} is logged in with this browser now`);
  await expect(found).toContainText("Log in in another tab as the person for whom this page was drawn");
  await logInAs(page, "submitter");
  await found.getByRole("button", { name: /^Send again/ }).click();
  await expect(found.getByRole("link", { name: /^Submission \d+$/ })).toBeVisible();
});

/** Logs out in a tab of its own. */
async function logOutElsewhere(page: Page): Promise<void> {
  const other = await page.context().newPage();
  await open(other, "/dashboard");
  await other.getByLabel("User menu").click();
  await other.getByRole("button", { name: "Log Out", exact: true }).click();
  await expect(other.getByText("You are logged out.")).toBeVisible();
  await hydrated(other);
  await other.close();
}

test("logging out in one tab takes the pages of the others away, and they say why", async ({ page }) => {
  await logInAs(page, "submitter");
  await open(page, "/submissions");
  await logOutElsewhere(page);
  await expect(page).toHaveURL(/\/login\?next=%2Fsubmissions&ended=logged_out$/);
  await expect(page.getByText("You are logged out.")).toBeVisible();
});

test("logging out in one tab hides what another one still holds until its person is back", async ({ page, context }) => {
  await logInAs(page, "submitter");
  await open(page, "/pbj/upload");
  const file = pbjFile();
  await choose(page, file);
  await expect(card(page, file.name)).toContainText("No problems found here");
  await logOutElsewhere(page);
  const dialog = page.getByRole("alertdialog", { name: "Your session has ended" });
  await expect(dialog).toBeVisible();
  await expect(page.getByText(file.name).first()).toBeHidden();
  // Whoever else logs in does not see it either.
  const other = await context.newPage();
  await logInAs(other, "administrator");
  await open(other, "/dashboard");
  await expect(page.getByRole("alertdialog", { name: "Somebody else is logged in now" })).toBeVisible();
  await expect(page.getByText(file.name).first()).toBeHidden();
  await logInAs(other, "submitter");
  await open(other, "/dashboard");
  await expect(page.getByRole("alertdialog")).toHaveCount(0);
  await send(page, file.name);
});
