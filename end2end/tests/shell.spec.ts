// The frame around every page.
import { expect, hydrated, open, test } from "../support/page.ts";
import { logInAs } from "../support/demo.ts";

test("a route change moves the focus to the new heading and sets the title", async ({ page }) => {
  await logInAs(page, "Dana Whitlock");
  await hydrated(page);
  const side = page.getByRole("navigation", { name: /main|side|section/i }).first();
  await side.getByRole("link", { name: "Providers" }).click();
  await expect(page).toHaveTitle("Providers - OpenQIES");
  await expect(page.getByRole("heading", { level: 1, name: "Providers" })).toBeFocused();
  await side.getByRole("link", { name: "Staffing Hours" }).click();
  await expect(page).toHaveTitle("Staffing Hours - OpenQIES");
  await expect(page.getByRole("heading", { level: 1, name: "Staffing Hours" })).toBeFocused();
});

test("the skip link is first and leads to the content", async ({ page }) => {
  await logInAs(page, "Tomas Berg");
  await open(page, "/providers");
  await page.keyboard.press("Tab");
  const skip = page.getByRole("link", { name: /skip/i });
  await expect(skip).toBeFocused();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  const inMain = await page.evaluate(() => document.querySelector("main")!.contains(document.activeElement));
  expect(inMain).toBe(true);
});

test("the user's menu has My Profile, Request User Role and Log Out, and works by keyboard", async ({ page }) => {
  await logInAs(page, "Nadia Brandt");
  await hydrated(page);
  const menu = page.locator("header summary:visible").last();
  await menu.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("link", { name: "My Profile" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Request User Role" })).toBeVisible();
  await page.getByRole("button", { name: "Log Out" }).click();
  await expect(page).toHaveURL(/\/login/);
  await page.goto("/dashboard");
  await expect(page).toHaveURL(/\/login/);
});

test("a chunk of an older build that is gone does not stop a link", async ({ page, faults }) => {
  await logInAs(page, "Dana Whitlock");
  await hydrated(page);
  // As after two deployments: no chunk of this page's build is left.
  await page.route(/\/pkg\/[0-9a-f]+\/.*\.wasm/, (route) => route.fulfill({ status: 404, body: "" }));
  const home = page.getByRole("link", { name: "Staffing Hours" }).first();
  await home.click();
  await expect(page.getByRole("heading", { level: 1, name: "Staffing Hours" })).toBeVisible();
  // The missing chunks are this test's doing.
  faults.length = 0;
});

test("someone who may not see a page is told why and who can grant it", async ({ page }) => {
  await logInAs(page, "Nadia Brandt");
  const answer = await page.goto("/pbj/upload");
  expect(answer!.status()).toBe(403);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("You do not have access");
});

test("a provider outside one's scope is not found", async ({ page }) => {
  await logInAs(page, "Nadia Brandt");
  const answer = await page.goto("/staffing?facility=366400&quarter=2026Q4");
  expect(answer!.status()).toBe(404);
});
