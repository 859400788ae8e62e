// The core journey by keyboard alone: Tab, Enter and Space.
import { PASSWORD, logInAs } from "../support/demo.ts";
import { card } from "../support/files.ts";
import { mailedCode } from "../support/mailbox.ts";
import { expect, hydrated, open, test } from "../support/page.ts";
import { pbjFile } from "../support/pbj.ts";
import type { Locator, Page } from "@playwright/test";

/**
 * Where the focus is can be seen: it has an outline, and nothing lies over it (WCAG 2.4.7, 2.4.11). The skip link
 * glides into the window.
 */
async function focusIsSeen(page: Page): Promise<void> {
  await expect.poll(() => unseen(page), { intervals: [0, 20, 50, 100, 200], timeout: 2_000 }).toBeNull();
}

/** What is wrong with the place of the focus. */
function unseen(page: Page): Promise<string | null> {
  return page.evaluate(() => {
    const element = document.activeElement as HTMLElement;
    const name = `${element.tagName.toLowerCase()} ${element.getAttribute("aria-label") ?? element.textContent?.slice(0, 40)}`;
    // The design system draws a checkbox in its label, and a file input's frame around it.
    const drawn = [element, element.nextElementSibling, element.parentElement].filter((part) => part !== null);
    const outlined = drawn.some((part) =>
      ["", "::before"].some((pseudo) => {
        const style = getComputedStyle(part, pseudo || null);
        return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || (pseudo === "" && style.boxShadow !== "none");
      }),
    );
    if (!outlined) return `${name}: no outline`;
    const shown = element.getBoundingClientRect().width > 1 && element.getBoundingClientRect().x >= 0 ? element : element.nextElementSibling ?? element;
    const box = shown.getBoundingClientRect();
    const corners = [box.left + 2, box.left + box.width / 2, box.right - 2].flatMap((x) => [box.top + 2, box.top + box.height / 2, box.bottom - 2].map((y) => [x, y]));
    const free = corners.some(([x, y]) => {
      const top = document.elementFromPoint(x, y);
      return top !== null && (shown.contains(top) || top.contains(shown));
    });
    return free ? null : `${name}: covered or outside of the window`;
  });
}

/** Presses Tab until this has the focus; every stop on the way can be seen. */
async function tabTo(page: Page, target: Locator, most = 80): Promise<void> {
  for (let presses = 0; presses < most; presses += 1) {
    await page.keyboard.press("Tab");
    await focusIsSeen(page);
    if (await target.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`Tab does not reach ${target}`);
}

test("log in, check a file, send it and read its report without a mouse", async ({ page }) => {
  test.setTimeout(90_000);
  await open(page, "/login");
  await tabTo(page, page.getByLabel("User ID"));
  await page.keyboard.type("OWEN.SANDOVAL");
  await tabTo(page, page.getByLabel("Password"));
  await page.keyboard.type(PASSWORD);
  await tabTo(page, page.getByLabel(/^I have read/));
  await page.keyboard.press("Space");
  await tabTo(page, page.getByRole("button", { name: "Log In", exact: true }));
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/login\/device/);
  await hydrated(page);
  await tabTo(page, page.getByRole("button", { name: "Send Code" }));
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/login\/code/);
  await hydrated(page);
  await tabTo(page, page.getByLabel("Security Code"));
  await page.keyboard.type(await mailedCode(page, await page.locator(".q-reference").innerText()));
  await tabTo(page, page.getByRole("button", { name: "Submit" }));
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/dashboard/);
  await hydrated(page);

  await tabTo(page, page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Upload PBJ Files" }));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Upload PBJ Files" })).toBeFocused();

  const file = pbjFile({ unknownTitles: 2 });
  // Listened for from here, so that the browser has it by the time the key is pressed.
  const choosing = page.waitForEvent("filechooser");
  await tabTo(page, page.getByLabel("PBJ files"));
  await page.keyboard.press("Space");
  await (await choosing).setFiles(file);
  const found = card(page, file.name);
  await expect(found).toContainText("2 fatal problems");

  const group = found.locator("summary").filter({ hasText: "-3676" });
  await tabTo(page, group);
  await page.keyboard.press("Enter");
  await expect(found.getByRole("table").locator("tbody tr")).toHaveCount(2);
  await tabTo(page, found.getByRole("button", { name: /^Send/ }));
  await page.keyboard.press("Space");
  const receipt = found.getByRole("link", { name: /^Submission \d+$/ });
  await expect(receipt).toBeVisible();
  await tabTo(page, receipt);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: /^Submission \d+$/ })).toBeFocused();
  const report = page.getByRole("link", { name: /^Final Validation Report/ });
  await expect(report).toBeVisible({ timeout: 30_000 });
  await tabTo(page, report);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Final Validation Report" })).toBeFocused();
});

for (const address of ["/dashboard", "/providers", "/submissions?state=rejected", "/staffing?facility=16E724", "/help"]) {
  test(`Tab goes through ${address} to its end, each stop seen, and is caught nowhere`, async ({ page }) => {
    await logInAs(page, "administrator");
    await open(page, address);
    const stops: number[] = [];
    // It comes to an end: a page has so many elements, and none is stopped at twice.
    for (;;) {
      await page.keyboard.press("Tab");
      const stop = await page.evaluate(() => [...document.querySelectorAll("body *")].indexOf(document.activeElement!));
      // Past its end nothing of the page has the focus, or it begins again where the browser has nothing else to stop at.
      if (stop < 0 || stop === stops[0]) break;
      expect(stops, `Tab came back to ${stop}`).not.toContain(stop);
      stops.push(stop);
      await focusIsSeen(page);
    }
    const reached = await page.evaluate((stops) => {
      const all = [...document.querySelectorAll("body *")];
      const footer = document.querySelector("footer")!;
      return { first: all[stops[0]].textContent, last: footer.contains(all[stops.at(-1)!]) };
    }, stops);
    expect(reached).toEqual({ first: "Skip to main content", last: true });
    expect(stops.length).toBeGreaterThan(8);
  });
}
