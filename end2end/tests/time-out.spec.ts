// A session that ends while its page is open, on a demonstration of its own whose sessions end soon.
import { PEOPLE } from "../support/demo.ts";
import { card, choose } from "../support/files.ts";
import { Instance } from "../support/mail.ts";
import { accessible, expect, hydrated, open, test } from "../support/page.ts";
import { pbjFile } from "../support/pbj.ts";
import type { Page } from "@playwright/test";

// One demonstration for all of them, which takes some time to be laid out.
test.describe.configure({ mode: "default" });

/** Seconds without use after which a session ends; the warning comes a sixth before. */
const IDLE = 30;
/** Time enough for the end, on a slow machine. */
const PATIENCE = { timeout: 3 * IDLE * 1000 };

let demo: Instance;

test.beforeAll(async () => {
  test.setTimeout(330_000);
  demo = await Instance.start("2026-11-10", "--idle-seconds", String(IDLE));
});

test.afterAll(async () => demo?.stop());

async function logIn(page: Page): Promise<void> {
  const answer = await page.request.post(`${demo.origin}/demo/log-in`, {
    form: { user_name: PEOPLE.submitter.user },
    headers: { Origin: demo.origin },
    maxRedirects: 0,
  });
  expect(answer.status(), "log-in").toBe(303);
}

test("a page is warned, can be kept, and goes away with its session, which says why", async ({ page }) => {
  test.setTimeout(5 * IDLE * 1000);
  await logIn(page);
  await open(page, `${demo.origin}/help`);
  const dialog = page.getByRole("alertdialog", { name: "Your session is about to end" });
  await expect(dialog).toBeVisible(PATIENCE);
  await accessible(page);
  await dialog.getByRole("button", { name: "Stay logged in" }).click();
  await expect(dialog).toBeHidden();
  await expect(page).toHaveURL(/\/login\?next=%2Fhelp&ended=idle$/, PATIENCE);
  await expect(page.getByText("nothing was asked of the system for a while")).toBeVisible();
});

test("a checked file stays on its page while its owner logs in again in a second tab", async ({ page, context }) => {
  test.setTimeout(5 * IDLE * 1000);
  await logIn(page);
  await open(page, `${demo.origin}/pbj/upload`);
  await choose(page, pbjFile({}, "hours.xml"));
  await expect(card(page, "hours.xml")).toContainText(/No problems found here/);
  const dialog = page.getByRole("alertdialog", { name: "Your session has ended" });
  await expect(dialog).toBeVisible(PATIENCE);
  await accessible(page);
  await expect(page.getByText("hours.xml").first()).toBeHidden();
  // Too early: the page stays.
  await dialog.getByRole("button", { name: "I have logged in" }).click();
  await expect(dialog).toBeVisible();

  const [second] = await Promise.all([
    context.waitForEvent("page"),
    dialog.getByRole("link", { name: "Log in in a new tab" }).click(),
  ]);
  await hydrated(second);
  await second.getByRole("button", { name: `Log in as ${PEOPLE.submitter.name}` }).click();
  await expect(second).toHaveURL(/\/dashboard$/);
  await hydrated(second);
  await second.close();
  // It hears of it.
  await expect(dialog).toBeHidden();
  await expect(card(page, "hours.xml")).toContainText(/No problems found here/);
});

test("what was entered into a form stays on its page", async ({ page }) => {
  test.setTimeout(5 * IDLE * 1000);
  await logIn(page);
  await open(page, `${demo.origin}/profile/notifications`);
  // Also while the page is hidden.
  const choice = page.locator("main input[type=checkbox]").first();
  const before = await choice.isChecked();
  await choice.setChecked(!before);
  await expect(page.getByRole("alertdialog", { name: "Your session has ended" })).toBeVisible(PATIENCE);
  await expect(page).toHaveURL(/\/profile\/notifications$/);
  await expect(choice).toBeChecked({ checked: !before });
});
