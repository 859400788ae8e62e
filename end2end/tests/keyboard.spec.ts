// The core journey by keyboard alone: Tab, Enter and Space.
import { STORED } from "../support/day.ts";
import { PASSWORD, logInAs } from "../support/demo.ts";
import { authenticatorOf } from "../support/devices.ts";
import { card, type FilePayload } from "../support/files.ts";
import { codeMailedTo, followMailedLink, mailedCode, newAddress } from "../support/mailbox.ts";
import { newcomer } from "../support/newcomer.ts";
import { expect, hydrated, open, test } from "../support/page.ts";
import { pbjFile } from "../support/pbj.ts";
import { PASSPORT, rightChoices } from "../support/proofing.ts";
import { NEW_PASSWORD, newUserId } from "../support/registration.ts";
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
  // Found once, and again when the page has put another in its place: by its role takes longer than a key.
  let wanted = await target.elementHandle();
  for (let presses = 0; presses < most; presses += 1) {
    await page.keyboard.press("Tab");
    await focusIsSeen(page);
    if (!(await wanted!.evaluate((element) => element.isConnected))) wanted = await target.elementHandle();
    if (await wanted!.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`Tab does not reach ${target}`);
}

/** Goes to a field and types into it. */
async function type(page: Page, field: Locator, words: string): Promise<void> {
  await tabTo(page, field);
  await page.keyboard.type(words);
}

/** Goes to a button or a link and presses it. */
async function press(page: Page, target: Locator): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press("Enter");
}

/** Has a file field open the browser's window for files, and chooses this one there. */
async function chooseFile(page: Page, field: Locator, file: FilePayload): Promise<void> {
  // Listened for from here, so that the browser has it by the time the key is pressed.
  const choosing = page.waitForEvent("filechooser");
  await tabTo(page, field);
  await page.keyboard.press("Space");
  await (await choosing).setFiles(file);
}

const button = (page: Page, name: string): Locator => page.getByRole("button", { name, exact: true });

/** The page of this heading has come, and answers to keys. */
async function comesTo(page: Page, heading: string): Promise<void> {
  await expect(page.getByRole("heading", { level: 1, name: heading })).toBeVisible();
  await hydrated(page);
}

async function typePassword(page: Page, user: string, password: string): Promise<void> {
  await type(page, page.getByLabel("User ID"), user);
  await type(page, page.getByLabel("Password"), password);
  await tabTo(page, page.getByLabel(/^I have read/));
  await page.keyboard.press("Space");
  await press(page, button(page, "Log In"));
}

/** Both pages of the second factor, with the first device. */
async function prove(page: Page): Promise<void> {
  await comesTo(page, "Two-Factor Authentication");
  await press(page, button(page, "Send Code"));
  await comesTo(page, "Enter Code");
  const code = await mailedCode(page, await page.locator(".q-reference").innerText());
  await type(page, page.getByLabel("Security Code"), code);
  await press(page, button(page, "Submit"));
}

/** Answers the simulated proofing: Tab comes to the first choice of each question, and the arrow keys to the others. */
async function beProofed(page: Page): Promise<void> {
  await comesTo(page, "Identity Proofing");
  await press(page, button(page, "Start"));
  await expect(page.getByRole("heading", { level: 2, name: "Questions" })).toBeVisible();
  await hydrated(page);
  const right = await rightChoices(page);
  for (const [index, question] of (await page.getByRole("group").all()).entries()) {
    await tabTo(page, question.getByRole("radio").first());
    await page.keyboard.press("Space");
    for (let down = 0; down < right[index]; down += 1) await page.keyboard.press("ArrowDown");
    await expect(question.getByRole("radio").nth(right[index])).toBeChecked();
  }
  await press(page, button(page, "Submit"));
  await expect(page.getByRole("main")).toContainText("Your identity is confirmed");
  await hydrated(page);
}

/** From the log-in page to an open session, whose second factor is the address. */
async function register(page: Page, email: string, userId: string): Promise<void> {
  await press(page, page.getByRole("link", { name: "Register in HARP" }));
  await comesTo(page, "Register in HARP");
  for (const [label, words] of [
    ["First name", "Anne"],
    ["Last name", "Somogyi"],
    ["Corporate e-mail address", email],
    ["Telephone number", "(641) 555-0142"],
    ["Street address", "509 North Madison Street"],
    ["City", "Bloomfield"],
    // The browser chooses what begins like this.
    ["State or territory", "Iowa"],
    ["ZIP code", "52537"],
    ["Date of birth", "04/27/1984"],
  ]) {
    await type(page, page.getByLabel(label), words);
  }
  await press(page, button(page, "Send me the link"));
  await comesTo(page, "Check your e-mail");
  await followMailedLink(page, email, "Go on with your registration");
  await comesTo(page, "Choose a user ID and a password");
  await type(page, page.getByLabel("User ID"), userId);
  await type(page, page.getByLabel(/^Password/), NEW_PASSWORD);
  await press(page, button(page, "Create the account"));
  await comesTo(page, "Terms and conditions");
  await tabTo(page, page.getByLabel("I have read the terms and conditions and accept them."));
  await page.keyboard.press("Space");
  await press(page, button(page, "Accept and go on"));
  await beProofed(page);
  await press(page, page.getByRole("link", { name: "Set up a device" }));
  await comesTo(page, "Set up two-factor authentication");
  await press(page, page.getByRole("main").getByRole("link", { name: "E-mail", exact: true }));
  await comesTo(page, "Add a device: E-mail");
  await type(page, page.getByLabel("E-mail address"), email);
  await press(page, button(page, "Send Code"));
  await expect(page.getByText("A code was sent to")).toBeVisible();
  await hydrated(page);
  await type(page, page.getByLabel("Security Code"), await codeMailedTo(page, email));
  await press(page, button(page, "Submit"));
  await expect(page.getByText("The device is set up")).toBeVisible();
}

test("register, recover a forgotten password and log in without a mouse", async ({ page }) => {
  test.setTimeout(240_000);
  const [email, userId] = [newAddress(), newUserId()];
  await open(page, "/login");
  await register(page, email, userId);

  await page.context().clearCookies();
  await open(page, "/login");
  await press(page, page.getByRole("link", { name: "Forgot your user ID or password?" }));
  await comesTo(page, "Forgot your user ID or password?");
  await type(page, page.getByLabel("User ID or e-mail address"), userId);
  await press(page, button(page, "Send me the mail"));
  await comesTo(page, "Check your e-mail");
  await followMailedLink(page, email, "Your user ID and password");
  await comesTo(page, "Choose a new password");
  await press(page, button(page, "Go on"));
  await prove(page);
  await expect(page).toHaveURL(/\/recover\/password$/);
  await hydrated(page);
  await type(page, page.getByLabel("New password *", { exact: true }), "nine yellow ladders hum");
  await press(page, button(page, "Change the password"));
  await expect(page.getByText("Your password is changed. Log in with the new one.")).toBeVisible();
  await hydrated(page);
  await typePassword(page, userId, "nine yellow ladders hum");
  await prove(page);
  await expect(page).toHaveURL(/\/dashboard$/);
});

test("send documents to be proofed without a mouse", async ({ page }) => {
  test.setTimeout(90_000);
  await newcomer(page, "terms");
  await open(page, "/register/proofing");
  const documents = page.getByLabel(/^Documents/);
  await press(page, page.locator("summary").filter({ hasText: "Send documents or hold a video call instead" }));
  await chooseFile(page, documents, { ...PASSPORT, buffer: Buffer.from("MZ no document") });
  await press(page, button(page, "Send documents"));
  const problem = page.getByRole("alert").getByRole("link").first();
  await expect(problem).toContainText("passport.pdf is not a PDF, JPEG or PNG file");
  await hydrated(page);
  await press(page, problem);
  await expect(documents).toBeFocused();
  await page.keyboard.press("Shift+Tab");
  await chooseFile(page, documents, PASSPORT);
  await press(page, button(page, "Send documents"));
  await expect(page.getByRole("main")).toContainText("Your case waits for a person's decision");
});

test("change devices and contact details without a mouse", async ({ page }) => {
  test.setTimeout(150_000);
  await newcomer(page);
  await open(page, "/devices");
  await press(page, page.getByRole("main").getByRole("link", { name: "Authenticator app", exact: true }));
  await comesTo(page, "Add a device: Authenticator app");
  await type(page, page.getByLabel("Name (optional)"), "Phone");
  await press(page, button(page, "Next"));
  await comesTo(page, "Set up: Phone");
  const app = await authenticatorOf(page);
  await type(page, page.getByLabel("Security Code"), app.code());
  await press(page, button(page, "Submit"));
  await expect(page.getByText("The device is set up")).toBeVisible();
  await hydrated(page);
  await press(page, page.getByRole("link", { name: "Rename Phone" }));
  await comesTo(page, "Rename a device");
  // Tab selects what the field holds, so that typing takes its place.
  await type(page, page.getByLabel(/^Name/), "Old phone");
  await press(page, button(page, "Save"));
  await expect(page.getByText("The device has a new name")).toBeVisible();
  await hydrated(page);
  await press(page, page.getByRole("link", { name: "Remove Old phone" }));
  await comesTo(page, "Remove a device");
  await press(page, button(page, "Remove"));
  await expect(page.getByText("The device is removed")).toBeVisible();
  await expect(page.getByRole("row").filter({ hasText: "Old phone" })).toHaveCount(0);
  await hydrated(page);
  await press(page, button(page, "Make backup codes"));
  await expect(page.getByRole("listitem").locator("code")).toHaveCount(10);
  await hydrated(page);
  await press(page, page.getByRole("link", { name: "I have kept them" }));
  await comesTo(page, "Two-factor devices");
  await press(page, page.getByRole("main").getByRole("link", { name: "My Profile" }));

  await comesTo(page, "My Profile");
  await press(page, page.getByRole("link", { name: "Change contact details and time zone" }));
  await comesTo(page, "Contact Details");
  const telephone = page.getByLabel("Telephone number");
  await type(page, telephone, "555");
  await press(page, button(page, "Save"));
  const problem = page.getByRole("alert").getByRole("link").first();
  await expect(problem).toContainText("Enter a telephone number with its area code");
  await hydrated(page);
  await press(page, problem);
  await expect(telephone).toBeFocused();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("(515) 555-0177");
  // The browser chooses what begins like this.
  await type(page, page.getByLabel("Time zone"), "Central");
  await press(page, button(page, "Save"));
  await expect(page.getByText("Your contact details are saved")).toBeVisible();
  await expect(page.getByRole("main")).toContainText("515-555-0177");
  await expect(page.getByRole("main")).toContainText("Central Time");
});

test("log in, check a file, send it and read its report without a mouse", async ({ page }) => {
  test.setTimeout(90_000);
  await open(page, "/login");
  await typePassword(page, "OWEN.SANDOVAL", PASSWORD);
  await prove(page);
  await expect(page).toHaveURL(/\/dashboard/);
  await hydrated(page);

  await tabTo(page, page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Upload PBJ Files" }));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Upload PBJ Files" })).toBeFocused();

  const file = pbjFile({ unknownTitles: 2 });
  await chooseFile(page, page.getByLabel("PBJ files"), file);
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

/** Presses a link with the key, wherever it stands. */
async function enter(page: Page, link: Locator): Promise<void> {
  await link.focus();
  await expect(link).toBeFocused();
  await page.keyboard.press("Enter");
}

const link = (page: Page, name: string): Locator => page.getByRole("link", { name, exact: true });

for (const [pressed, from, shown] of [
  ["First", "second", /^1-\d+ of \d+ providers$/],
  ["Previous", "second", /^1-\d+ of \d+ providers$/],
  ["Next", "last but one", /-(\d+) of \1 providers$/],
  ["Last", "first", /-(\d+) of \1 providers$/],
] as const) {
  test(`${pressed} goes away with the list that it leads from, and the count of the next one has the focus`, async ({ page }) => {
    await logInAs(page, "cms");
    await open(page, "/providers");
    const last = await link(page, "Last").getAttribute("href");
    const pages = Number(new URLSearchParams(last!.split("?")[1]).get("page"));
    const begin = { first: 1, second: 2, "last but one": pages - 1 }[from];
    await open(page, `/providers?page=${begin}`);
    await enter(page, link(page, pressed));
    await expect(link(page, pressed)).toHaveCount(0);
    const count = page.getByRole("status").filter({ hasText: shown });
    await expect(count).toBeFocused();
    // From there Tab goes into the list.
    await page.keyboard.press("Tab");
    await expect(page.getByRole("main").locator(":focus")).toHaveCount(1);
  });
}

for (const [person, address, heir] of [
  ["administrator", "/submissions?state=rejected", /^[\d,-]+ of [\d,]+ files$/],
  ["auditor", "/audit?outcome=failed", /^Audit/],
  ["administrator", "/demo/mailbox?to=nobody@example.org", /^Demonstration Mailbox$/],
] as const) {
  test(`removing the last filter of ${address} leaves the focus at ${heir}`, async ({ page }) => {
    await logInAs(page, person);
    await open(page, address);
    const chip = page.getByRole("link", { name: /^Remove filter/ });
    await enter(page, chip);
    await expect(chip).toHaveCount(0);
    await expect(page.locator(":focus")).toHaveText(heir);
  });
}

test("Week before goes away at the first week, and the way to the others has the focus", async ({ page }) => {
  await logInAs(page, "administrator");
  await open(page, `/staffing?facility=16E724&quarter=${STORED.key}`);
  await enter(page, link(page, "Week after"));
  await enter(page, link(page, "Week before"));
  await expect(link(page, "Week before")).toHaveCount(0);
  await expect(page.getByRole("navigation", { name: "Weeks" })).toBeFocused();
});

test("the first list of a page leaves the focus where it is", async ({ page }) => {
  await logInAs(page, "administrator");
  await open(page, "/submissions");
  await expect(page.getByRole("status").filter({ hasText: /files$/ })).not.toBeFocused();
  await page.keyboard.press("Tab");
  await expect(link(page, "Skip to main content")).toBeFocused();
});
