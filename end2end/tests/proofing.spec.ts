// Identity proofing: questions, documents, the Help Desk's decision, and beginning anew; with script and without.
import type { Page } from "@playwright/test";
import { fitsSmallScreens, keepsForcedColours, wellFormed } from "../support/audit.ts";
import { logInAs } from "../support/demo.ts";
import { typePassword } from "../support/log-in.ts";
import { proveSecondFactor } from "../support/mailbox.ts";
import { newcomer } from "../support/newcomer.ts";
import { accessible, expect, hydrated, open, test } from "../support/page.ts";
import { answer, helpDesk, PASSPORT } from "../support/proofing.ts";
import { logIn, NEW_PASSWORD } from "../support/registration.ts";

/** Somebody new logs in after they have left their registration, which goes on. */
async function comeBack(page: Page, userId: string, scripted: boolean): Promise<void> {
  await page.context().clearCookies();
  await logIn(page, userId, NEW_PASSWORD, scripted);
}

for (const scripted of [true, false]) {
  const words = scripted ? "with script" : "without script";

  test(`right answers lead on to the second factor, ${words}`, async ({ browser }) => {
    const context = await browser.newContext({ javaScriptEnabled: scripted });
    const page = await context.newPage();
    const { userId } = await newcomer(page, "terms");
    await comeBack(page, userId, scripted);
    await expect(page.getByRole("heading", { level: 1, name: "Identity Proofing" })).toBeVisible();
    await expect(page.getByRole("main")).toContainText("never asks for a social security number");
    await page.getByRole("button", { name: "Start" }).click();
    await page.getByRole("button", { name: "Submit" }).click();
    await expect(page.getByRole("alert")).toContainText("Choose an answer to question 1.");
    await answer(page, true);
    await expect(page.getByRole("main")).toContainText("Your identity is confirmed");
    await page.getByRole("link", { name: "Set up a device" }).click();
    await expect(page).toHaveURL(/\/devices/);
    await context.close();
  });

  test(`two failures lead to documents, and the Help Desk's approval on, ${words}`, async ({ browser }) => {
    const context = await browser.newContext({ javaScriptEnabled: scripted });
    const page = await context.newPage();
    const { email, userId } = await newcomer(page, "terms");
    await comeBack(page, userId, scripted);
    for (const next of ["You have one more attempt.", "a person decides now"]) {
      await page.getByRole("button", { name: "Start" }).click();
      await answer(page, false);
      await expect(page.getByRole("main")).toContainText(next);
    }
    await page.getByLabel(/^Documents/).setInputFiles({ ...PASSPORT, buffer: Buffer.from("MZ no document") });
    await page.getByRole("button", { name: "Send documents" }).click();
    await expect(page.getByRole("alert")).toContainText("passport.pdf is not a PDF, JPEG or PNG file");
    await page.getByLabel(/^Documents/).setInputFiles(PASSPORT);
    await page.getByRole("button", { name: "Send documents" }).click();
    await expect(page.getByRole("main")).toContainText("Your case waits for a person's decision");
    const reference = /P-\w{5}-\w{5}/.exec(await page.getByRole("main").innerText())![0];
    await page.getByRole("button", { name: "Log out" }).last().click();
    await expect(page).toHaveURL(/\/login/);

    const helper = await helpDesk(browser, `/support/proofing/${reference}`);
    await expect(helper.getByRole("main")).toContainText("Anne Somogyi");
    const downloading = helper.waitForEvent("download");
    await helper.getByRole("link", { name: "Document 1" }).click();
    expect((await downloading).suggestedFilename()).toBe(`${reference}-1.pdf`);
    await helper.getByRole("button", { name: "Approve" }).click();
    await expect(helper.getByRole("alert")).toContainText("Enter the reason for your decision.");
    await hydrated(helper);
    await helper.getByLabel(/^Reason/).fill("The passport fits.");
    await helper.getByRole("button", { name: "Approve" }).click();
    await expect(helper.getByRole("main")).toContainText("Approved");
    await open(helper, `/demo/mailbox?to=${encodeURIComponent(email)}`);
    await expect(helper.getByRole("article").first()).toContainText("Your identity is confirmed");
    await helper.context().close();

    await comeBack(page, userId, scripted);
    await expect(page).toHaveURL(/\/devices/);
    await context.close();
  });
}

test("the Help Desk begins a proofing anew after its second factor, and the applicant's next log-in leads there", async ({ page }) => {
  const applicant = "ROBIN.ASHCROFT";
  await logInAs(page, "helpDesk");
  await open(page, "/support/proofing");
  await page.getByRole("link", { name: "Prove that it is you" }).click();
  await hydrated(page);
  await proveSecondFactor(page);
  await expect(page).toHaveURL(/\/support\/proofing$/);
  await hydrated(page);
  await page.getByLabel("User ID").fill(applicant);
  await page.getByLabel(/^How you made sure/).selectOption({ label: "Video call with an identity document" });
  await page.getByLabel(/^Record/).fill("Tried by a test.");
  await page.getByRole("button", { name: "Start proofing anew" }).click();
  await expect(page.getByRole("main")).toContainText(`Proofing begins anew for ${applicant}`);

  await page.context().clearCookies();
  await typePassword(page, applicant);
  await expect(page.getByRole("heading", { level: 1, name: "Identity Proofing" })).toBeVisible();
  await page.getByRole("button", { name: "Start" }).click();
  await answer(page, true);
  await expect(page.getByRole("main")).toContainText("Your identity is confirmed");
});

test("the pages of proofing hold at each of their steps", async ({ page }) => {
  await newcomer(page, "terms");
  await open(page, "/register/proofing");
  const holds = async () => {
    await wellFormed(page);
    await accessible(page);
    await keepsForcedColours(page);
    await fitsSmallScreens(page);
  };
  await expect(page.getByRole("heading", { level: 1, name: "Identity Proofing" })).toBeVisible();
  await hydrated(page);
  await holds();
  await page.getByText("Send documents or hold a video call instead").click();
  await holds();
  await page.getByRole("button", { name: "Start" }).click();
  await expect(page.getByRole("heading", { level: 2, name: "Questions" })).toBeVisible();
  await hydrated(page);
  await holds();
  await page.getByRole("button", { name: "Submit" }).click();
  await expect(page).toHaveTitle(/^Error: Identity Proofing/);
  await hydrated(page);
  await holds();
  // An error's link leads to the first choice of its question, and the arrow keys choose.
  await page.getByRole("alert").getByRole("link").first().click();
  const first = page.getByRole("radio").first();
  await expect(first).toBeFocused();
  await page.keyboard.press("Space");
  await expect(first).toBeChecked();
  await answer(page, true);
  await expect(page.getByRole("main")).toContainText("Your identity is confirmed");
  await hydrated(page);
  await holds();
});

test("the queue shows who waits, and the case of the demonstration", async ({ page }) => {
  await logInAs(page, "helpDesk");
  await open(page, "/dashboard");
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Identity Proofing" }).click();
  await page.getByLabel("State", { exact: true }).selectOption("waiting");
  await page.getByRole("button", { name: "Apply filters" }).click();
  await expect(page).toHaveURL(/outcome=waiting/);
  const row = page.getByRole("row").filter({ hasText: "MIRA.LINDGREN" });
  await expect(row).toContainText("Waits for a decision");
  await row.getByRole("link").click();
  await expect(page.getByRole("heading", { level: 1, name: /^Proofing P-/ })).toBeFocused();
  await expect(page.getByRole("main")).toContainText("mira.lindgren@example.org");
});

test("nobody else sees the queue", async ({ page }) => {
  for (const person of ["administrator", "cms", "state", "vendor"] as const) {
    await logInAs(page, person);
    const answer = await page.request.get("/support/proofing", { headers: { accept: "text/html" } });
    expect(answer.status(), person).toBe(403);
  }
});
