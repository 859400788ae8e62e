// Two tabs of one browser, and a switch in one of them.
import { logInAs } from "../support/demo.ts";
import { accessible, expect, fitsItsWidth, hydrated, open, test } from "../support/page.ts";
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
