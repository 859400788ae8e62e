// Entering an assessment: what is skipped, wrong and missing as one types, saving by itself, going on, discarding.
import type { BrowserContext, Page } from "@playwright/test";
import { ssn } from "../support/assessments.ts";
import { fitsSmallScreens } from "../support/audit.ts";
import { logInAs } from "../support/demo.ts";
import { attestCorrection, beginAdmission, beginModification, radios, storedRecord } from "../support/entry.ts";
import { becomes } from "../support/files.ts";
import { accessible, actWhileWaking, answerQuestions, expect, forgive, hydrated, open, test } from "../support/page.ts";

test.describe.configure({ timeout: 90_000 });

const sectionLink = (page: Page, section: string) =>
  page.getByRole("navigation", { name: "Sections of the form" }).getByRole("link", { name: new RegExp(`^Section ${section}\\b`) });

/** What is said where answers are not saved. */
const trouble = (page: Page) => page.getByRole("alert", { name: "What is not saved" });

/** A second tab of a form that was discarded in the first one. */
async function discardedElsewhere(context: BrowserContext, page: Page): Promise<Page> {
  await logInAs(page, "administrator");
  await open(page, "/assessments/new?facility=16E724");
  const form = await beginAdmission(page);
  await open(page, `${form}?section=A`);
  const other = await context.newPage();
  await open(other, `${form}?section=A`);
  await page.getByText("Discard this form").click();
  await page.getByRole("button", { name: "Discard" }).click();
  await expect(page.getByText("The form was discarded.")).toBeVisible();
  return other;
}

/** Answers stay on their way; what this gives lets them arrive. */
async function holdAnswers(page: Page): Promise<() => Promise<void>> {
  let release = (): void => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route(/save_answers$/, async (route) => {
    await released;
    await route.continue();
  });
  return async () => {
    const saved = page.waitForResponse(/save_answers$/);
    release();
    await saved;
    await page.unroute(/save_answers$/);
  };
}

test("a form opens and closes as one answers, is saved by itself and gone on with", async ({ page }) => {
  await logInAs(page, "administrator");
  await open(page, "/assessments/new?facility=16E724");
  await beginAdmission(page);
  const form = new URL(page.url()).pathname;
  await open(page, `${form}?section=B`);
  await accessible(page);
  const skipped = page.getByText(/Skipped, since .*B0100 is 1/).first();
  await expect(skipped).toBeHidden();
  await radios(page, "B0100").getByRole("radio", { name: /^1 / }).check();
  await expect(skipped).toBeVisible();
  await expect(page.getByText("All answers are saved.")).toBeVisible();
  await radios(page, "B0100").getByRole("radio", { name: /^0 / }).check();
  await expect(skipped).toBeHidden();
  await expect(page.getByText("All answers are saved.")).toBeVisible();

  // What is wrong is listed at once, with a link to it, also from another section.
  await open(page, `${form}?section=A`);
  const birth = page.getByLabel(/\bA0900\b/);
  await birth.fill("13/40/1940");
  const problem = page.getByRole("region", { name: /problem/ }).getByRole("link", { name: "A0900" });
  await expect(problem.first()).toBeVisible();
  await problem.first().click();
  await expect(birth).toBeFocused();
  await sectionLink(page, "B").click();
  await expect(radios(page, "B0100")).toBeVisible();
  await problem.first().click();
  await expect(birth).toBeFocused();
  await expect(birth).toBeInViewport();
  await birth.fill("3/15/1940");
  await expect(page.getByRole("heading", { name: "No problems so far" })).toBeVisible();
  await birth.press("Tab");
  await expect(page.getByText("All answers are saved.")).toBeVisible();

  await open(page, `${form}?section=A`);
  await expect(page.getByLabel(/\bA0900\b/)).toHaveValue("03/15/1940");
  await page.getByText("Discard this form").click();
  await page.getByRole("button", { name: "Discard" }).click();
  await expect(page.getByText("The form was discarded.")).toBeVisible();
});

test("what stands in the way is listed by section, and leads to section and item", async ({ page }) => {
  await logInAs(page, "administrator");
  await open(page, "/assessments/new?facility=16E724");
  const form = await beginAdmission(page);
  await open(page, `${form}/review`);
  await expect(page.getByRole("heading", { name: "This record would be rejected" })).toBeVisible();
  await fitsSmallScreens(page);
  const section = page.getByRole("heading", { level: 3 }).filter({ hasText: "Section GG: " });
  const count = /(\d+) missing/.exec(await section.innerText())![1]!;
  const list = page.getByText(`${count} items have no answer`).first();
  await list.click();
  const item = page.getByRole("listitem").filter({ hasText: /^GG0115A .* has no answer$/ }).getByRole("link");
  await item.click();
  await expect(radios(page, "GG0115A")).toBeInViewport();
  await page.goBack();
  await section.getByRole("link").click();
  await expect(page).toHaveURL(/section=GG$/);
});

test("two tabs do not overwrite each other", async ({ context, page }) => {
  await logInAs(page, "administrator");
  await open(page, "/assessments/new?facility=16E724");
  const form = await beginAdmission(page);
  await open(page, `${form}?section=A`);
  const other = await context.newPage();
  await open(other, `${form}?section=A`);
  const name = (of: typeof page) => of.getByLabel(/\bA0500C\b/);
  await name(page).fill("Oak");
  await name(page).press("Tab");
  await expect(page.getByText("All answers are saved.")).toBeVisible();
  await name(other).fill("Elm");
  await name(other).press("Tab");
  // The section goes on for many screens: it is seen from where one types.
  await expect(other.getByRole("heading", { name: "Somebody else has changed this form meanwhile" })).toBeInViewport();
  await expect(other.getByText("saved is “Oak”, yours is “Elm”")).toBeVisible();
  await other.getByRole("button", { name: "Keep mine" }).click();
  await expect(other.getByText("All answers are saved.")).toBeVisible();
  // Whoever takes the others' answers is not asked about leaving one's own.
  const dialogs: string[] = [];
  page.on("dialog", (dialog) => {
    dialogs.push(dialog.type());
    void dialog.accept();
  });
  await name(page).fill("Ash");
  await name(page).press("Tab");
  await expect(page.getByText("saved is “Elm”, yours is “Ash”")).toBeVisible();
  await page.getByRole("link", { name: "Take theirs" }).click();
  await expect(name(page)).toHaveValue("Elm");
  expect(dialogs).toEqual([]);
});

test("the fields of a section hold nothing of the section that was shown before", async ({ page }) => {
  await logInAs(page, "administrator");
  await open(page, "/assessments/new?facility=16E724");
  const form = await beginAdmission(page);
  await open(page, `${form}?section=B`);
  await radios(page, "B0100").getByRole("radio", { name: /^0 / }).check();
  for (const item of ["B0200", "B0300"]) await radios(page, item).getByRole("radio").nth(1).check();
  await sectionLink(page, "C").click();
  // The keyboard goes on at the section, behind the list of all of them.
  await expect(page.getByRole("heading", { level: 2, name: /^Section C/ })).toBeFocused();
  await expect(radios(page, "C0100")).toBeVisible();
  await expect(page.getByRole("radio", { checked: true })).toHaveCount(0);
  await sectionLink(page, "B").click();
  await expect(radios(page, "B0200").getByRole("radio").nth(1)).toBeChecked();
});

test("what is still being saved when another section is shown is saved, and the form goes on", async ({ page }) => {
  await logInAs(page, "administrator");
  await open(page, "/assessments/new?facility=16E724");
  const form = await beginAdmission(page);
  await open(page, `${form}?section=B`);
  await sectionLink(page, "A").click();
  const birth = page.getByLabel(/\bA0900\b/);
  await expect(birth).toBeVisible();
  const arrive = await holdAnswers(page);
  await page.getByLabel(/\bA0500C\b/).fill("Oak");
  await birth.fill("13/40/1940");
  // The browser's own way back waits for nothing.
  await page.goBack();
  await expect(radios(page, "B0100")).toBeVisible();
  // The new section was read before the date was saved, and still lists what is wrong with it.
  await expect(page.getByText("Saving…")).toBeVisible();
  const problem = page.getByRole("region", { name: /problem/ }).getByRole("link", { name: "A0900" });
  await expect(problem.first()).toBeVisible();
  // Nor does going there again show what stood there before.
  await page.goForward();
  await expect(birth).toHaveValue("13/40/1940");
  await page.goBack();
  await expect(radios(page, "B0100")).toBeVisible();
  await arrive();
  await radios(page, "B0100").getByRole("radio", { name: /^0 / }).check();
  await expect(page.getByText("All answers are saved.")).toBeVisible();
  await expect(problem.first()).toBeVisible();
  await open(page, `${form}?section=A`);
  await expect(page.getByLabel(/\bA0500C\b/)).toHaveValue("Oak");
  await expect(birth).toHaveValue("13/40/1940");
});

test("a section that was read before the last answer was saved does not take it back", async ({ page }) => {
  await logInAs(page, "administrator");
  await open(page, "/assessments/new?facility=16E724");
  const form = await beginAdmission(page);
  await open(page, `${form}?section=B`);
  await sectionLink(page, "A").click();
  const birth = page.getByLabel(/\bA0900\b/);
  await expect(birth).toBeVisible();
  const arrive = await holdAnswers(page);
  // The section is read while the answer is still on its way, and shown when that has long been saved.
  let show = (): void => {};
  const shown = new Promise<void>((resolve) => (show = resolve));
  const read = new Promise<void>((resolve) =>
    page.route(/find_draft/, async (route) => {
      const response = await route.fetch();
      resolve();
      await shown;
      await route.fulfill({ response });
    }),
  );
  await birth.fill("13/40/1940");
  await birth.press("Tab");
  await page.goBack();
  await read;
  await arrive();
  await expect(page.getByText("All answers are saved.")).toBeVisible();
  show();
  await expect(radios(page, "B0100")).toBeVisible();
  const problem = page.getByRole("region", { name: /problem/ }).getByRole("link", { name: "A0900" });
  await problem.first().click();
  await expect(birth).toHaveValue("13/40/1940");
});

test("another section waits for what is still being saved", async ({ page }) => {
  await logInAs(page, "administrator");
  await open(page, "/assessments/new?facility=16E724");
  const form = await beginAdmission(page);
  await open(page, `${form}?section=A`);
  const arrive = await holdAnswers(page);
  const birth = page.getByLabel(/\bA0900\b/);
  await birth.fill("13/40/1940");
  await sectionLink(page, "B").click();
  await expect(page.getByText("Saving…")).toBeVisible();
  await expect(birth).toHaveValue("13/40/1940");
  await arrive();
  await expect(page.getByRole("heading", { level: 2, name: /^Section B/ })).toBeFocused();
  await expect(page).toHaveURL(/section=B#section$/);
});

test("the review waits for what is still being saved", async ({ page }) => {
  await logInAs(page, "administrator");
  await open(page, "/assessments/new?facility=16E724");
  const form = await beginAdmission(page);
  await open(page, `${form}?section=B`);
  const arrive = await holdAnswers(page);
  await radios(page, "B0100").getByRole("radio", { name: /^1 / }).check();
  await page.getByRole("link", { name: "Review and submit" }).click();
  await expect(page.getByText("Saving…")).toBeVisible();
  await arrive();
  await expect(page.getByRole("heading", { level: 1, name: "Review and submit" })).toBeVisible();
  await expect(page.getByText(/B0100/).and(page.getByRole("link"))).toHaveCount(0);
});

test("answers that could not be saved are not left behind", async ({ context, page, faults }) => {
  await logInAs(page, "administrator");
  await open(page, "/assessments/new?facility=16E724");
  const form = await beginAdmission(page);
  await open(page, `${form}?section=A`);
  const name = page.getByLabel(/\bA0500C\b/);
  const section = sectionLink(page, "B");
  await context.setOffline(true);
  await name.fill("Oak");
  await name.press("Tab");
  const alert = page.getByRole("heading", { name: "Your last answers are not saved" });
  await expect(alert).toBeVisible();
  await section.click();
  await expect(trouble(page)).toBeFocused();
  await expect(alert).toBeVisible();
  await expect(name).toHaveValue("Oak");
  // A link out of the form: the browser asks.
  const dialogs: string[] = [];
  page.once("dialog", (dialog) => {
    dialogs.push(dialog.type());
    void dialog.dismiss();
  });
  await page.getByRole("link", { name: "Assessment Forms" }).first().click();
  await expect.poll(() => dialogs).toEqual(["beforeunload"]);
  await expect(alert).toBeVisible();
  await expect(name).toHaveValue("Oak");
  await context.setOffline(false);
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByText("All answers are saved.")).toBeVisible();
  await section.click();
  await expect(radios(page, "B0100")).toBeVisible();
  forgive(faults, "ERR_INTERNET_DISCONNECTED", "Failed to fetch");
});

test("what is answered before the page is awake is saved as well", async ({ page }) => {
  await logInAs(page, "administrator");
  await open(page, "/assessments/new?facility=16E724");
  const form = await beginAdmission(page);
  let release = (): void => {};
  const answered = new Promise<void>((resolve) => (release = resolve));
  await page.route(/\.wasm$/, async (route) => {
    await answered;
    await route.continue();
  });
  await actWhileWaking(page);
  await page.goto(`${form}?section=A`, { waitUntil: "commit" });
  await page.getByLabel(/\bA0500C\b/).fill("Oak");
  await radios(page, "A0800").getByRole("radio", { name: /^2 / }).check();
  release();
  await hydrated(page);
  await expect(page.getByText("All answers are saved.")).toBeVisible();
  await page.unroute(/\.wasm$/);
  await open(page, `${form}?section=A`);
  await expect(page.getByLabel(/\bA0500C\b/)).toHaveValue("Oak");
  await expect(radios(page, "A0800").getByRole("radio", { name: /^2 / })).toBeChecked();
});

test("text that is being typed is saved when the page is put aside, and asked about before it is closed", async ({ context, page }) => {
  await logInAs(page, "administrator");
  await open(page, "/assessments/new?facility=16E724");
  const form = await beginAdmission(page);
  await open(page, `${form}?section=A`);
  const name = page.getByLabel(/\bA0500A\b/);
  await name.pressSequentially("EDNA");
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange", { bubbles: true })));
  await expect(page.getByText("All answers are saved.")).toBeVisible();
  await expect(name).toBeFocused();
  const second = await context.newPage();
  await open(second, `${form}?section=A`);
  await expect(second.getByLabel(/\bA0500A\b/)).toHaveValue("EDNA");

  await name.pressSequentially(" MAY");
  const asked = page.waitForEvent("dialog");
  await page.close({ runBeforeUnload: true });
  const dialog = await asked;
  expect(dialog.type()).toBe("beforeunload");
  await dialog.dismiss();
  await expect(page.getByText("All answers are saved.")).toBeVisible();
  await open(second, `${form}?section=A`);
  await expect(second.getByLabel(/\bA0500A\b/)).toHaveValue("EDNA MAY");

  // What is sent as a form, or saved, is left without a question.
  const dialogs: string[] = [];
  page.on("dialog", (dialog) => {
    dialogs.push(dialog.type());
    void dialog.accept();
  });
  await name.pressSequentially(" ANN");
  await page.getByRole("button", { name: "Save this section" }).press("Enter");
  await expect(page.getByText("The section is saved.")).toBeVisible();
  await open(page, `${form}/review`);
  expect(dialogs).toEqual([]);
});

test("a second tab of a form that was discarded says so, and keeps what is typed there", async ({ context, page }) => {
  const other = await discardedElsewhere(context, page);
  const name = other.getByLabel(/\bA0500C\b/);
  await name.fill("Oak");
  await name.press("Tab");
  const alert = trouble(other);
  await expect(alert.getByRole("heading", { name: "Your last answers are not saved" })).toBeVisible();
  await expect(alert).toContainText("discarded this form on");
  await expect(alert).toContainText("Resident last name A0500C: “Oak”");
  await expect(name).toHaveValue("Oak");
  await accessible(other);
  // Most of a small window is left for the form.
  await other.setViewportSize({ width: 320, height: 568 });
  await expect.poll(async () => (await alert.boundingBox())!.height).toBeLessThanOrEqual(568 / 2);
  // A button, too: the page that it leads to has what was typed.
  await other.getByRole("button", { name: "Save this section" }).click();
  await expect(other.getByRole("heading", { level: 1, name: "This form was discarded" })).toBeVisible();
  await expect(other.getByRole("main")).toContainText("A0500C: “Oak”");
});

test("a link clicked from a field of a form that was discarded stays, says why, and lets go once that is confirmed", async ({ context, page }) => {
  const other = await discardedElsewhere(context, page);
  const arrive = await holdAnswers(other);
  const name = other.getByLabel(/\bA0500C\b/);
  await name.fill("Oak");
  await sectionLink(other, "B").click();
  await expect(other.getByText("Saving…")).toBeVisible();
  await arrive();
  const alert = trouble(other);
  await expect(alert).toBeFocused();
  await expect(alert).toContainText("A0500C: “Oak”");
  await expect(name).toHaveValue("Oak");
  // What is typed from now on is listed with it, and the alert's own link is there to be clicked from the field.
  const saves: string[] = [];
  other.on("request", (request) => {
    if (request.url().endsWith("save_answers")) saves.push(request.url());
  });
  await other.getByLabel(/\bA0500A\b/).fill("EDNA");
  const first = answerQuestions(other, "dismiss");
  await alert.getByRole("link", { name: "Assessment Forms" }).click();
  await expect.poll(() => first).toEqual(["beforeunload"]);
  await expect(alert).toBeFocused();
  await expect(alert).toContainText("A0500A: “EDNA”");
  expect(saves).toEqual([]);
  for (const link of [sectionLink(other, "B"), other.getByRole("link", { name: "Review and submit" })]) {
    await name.focus();
    const asked = answerQuestions(other, "dismiss");
    await link.click();
    await expect.poll(() => asked).toEqual(["beforeunload"]);
    await expect(alert).toBeFocused();
    await expect(name).toHaveValue("Oak");
  }
  const last = answerQuestions(other, "accept");
  await sectionLink(other, "B").click();
  await expect(other.getByRole("heading", { level: 1, name: "This form was discarded" })).toBeVisible();
  expect(last).toEqual(["beforeunload"]);
});

test("the browser's own way back out of a form that was discarded asks before it takes what was typed", async ({ context, page }) => {
  await logInAs(page, "administrator");
  await open(page, "/assessments/new?facility=16E724");
  const form = await beginAdmission(page);
  await open(page, `${form}?section=A`);
  const other = await context.newPage();
  await open(other, `${form}/review`);
  await other.getByRole("link", { name: "Back to the form" }).click();
  await sectionLink(other, "A").click();
  const name = other.getByLabel(/\bA0500C\b/);
  await expect(name).toBeVisible();
  await page.getByText("Discard this form").click();
  await page.getByRole("button", { name: "Discard" }).click();
  await expect(page.getByText("The form was discarded.")).toBeVisible();
  await name.fill("Oak");
  await name.press("Tab");
  const alert = trouble(other);
  await expect(alert).toContainText("A0500C: “Oak”");
  // Another section would say that the form was discarded, and nothing else.
  for (let times = 0; times < 2; times++) {
    await name.focus();
    const asked = answerQuestions(other, "dismiss");
    await other.evaluate(() => history.back());
    await expect.poll(() => asked).toEqual(["beforeunload"]);
    await expect(alert).toBeFocused();
    await expect(name).toHaveValue("Oak");
    await expect(other).toHaveURL(/section=A$/);
  }
  const last = answerQuestions(other, "accept");
  await other.evaluate(() => history.back());
  await expect(other.getByRole("heading", { level: 1, name: "This form was discarded" })).toBeVisible();
  expect(last).toEqual(["beforeunload"]);
});

test("the browser's own way back out of a form waits for what is being saved", async ({ page }) => {
  await logInAs(page, "administrator");
  await open(page, "/assessments/new?facility=16E724");
  const form = await beginAdmission(page);
  await open(page, `${form}/review`);
  await page.getByRole("link", { name: "Back to the form" }).click();
  await sectionLink(page, "A").click();
  const name = page.getByLabel(/\bA0500C\b/);
  await expect(name).toBeVisible();
  const arrive = await holdAnswers(page);
  await name.fill("Oak");
  // Past the section that was shown before.
  await page.evaluate(() => history.go(-2));
  await expect(page.getByText("Saving…")).toBeVisible();
  await arrive();
  await expect(page).toHaveURL(/\/review$/);
  await open(page, `${form}?section=A`);
  await expect(name).toHaveValue("Oak");
});

test("a second tab of a form that was sent keeps what was answered too late until one leaves it", async ({ context, page }) => {
  await logInAs(page, "administrator");
  await open(page, await storedRecord(page, ssn()));
  const form = await beginModification(page);
  await open(page, `${form}?section=B`);
  await radios(page, "B0200").getByRole("radio", { name: /^2 / }).check();
  await page.getByRole("button", { name: "Save this section" }).click();
  await expect(page.getByText("The section is saved.")).toBeVisible();
  await attestCorrection(page);
  const other = await context.newPage();
  await open(other, `${form}?section=A`);
  await sectionLink(other, "B").click();
  await expect(radios(other, "B0200")).toBeVisible();
  await open(page, `${form}/review`);
  await page.getByRole("button", { name: "Submit" }).click();
  await expect(page.getByRole("heading", { level: 1, name: /^Submission \d+$/ })).toBeVisible();
  await becomes(page, page.url(), /^Accepted/, true);

  const arrive = await holdAnswers(other);
  await radios(other, "B0200").getByRole("radio", { name: /^3 / }).check();
  // The browser's own way back waits for nothing: the form is shown as it is by now, with what came too late.
  await other.goBack();
  await expect(other.getByText(/^This form was sent and accepted/)).toBeVisible();
  await arrive();
  const alert = trouble(other);
  await expect(alert).toContainText("B0200: “3”");
  await expect(alert.getByRole("link", { name: /^Submission \d+$/ })).toBeVisible();
  const questions = answerQuestions(other, "dismiss");
  await sectionLink(other, "B").click();
  await expect.poll(() => questions).toEqual(["beforeunload"]);
  await expect(alert).toBeFocused();
  // It is left, and read anew nothing of it is unsaved.
  const confirmed = answerQuestions(other, "accept");
  await sectionLink(other, "B").click();
  await expect(other.getByRole("heading", { level: 2, name: /^Section B/ })).toBeVisible();
  expect(confirmed).toEqual(["beforeunload"]);
  await expect(alert).toHaveText("");
  await sectionLink(other, "A").click();
  await expect(other.getByRole("heading", { level: 2, name: /^Section A/ })).toBeFocused();
});
