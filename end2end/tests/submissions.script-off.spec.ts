// Sending where the browser runs no script: several files at once, and what the server refuses.
import { truncateSync, writeFileSync } from "node:fs";
import { logInAs } from "../support/demo.ts";
import { choose } from "../support/files.ts";
import { expect, test } from "../support/page.ts";
import { pbjFile } from "../support/pbj.ts";
import type { TestInfo } from "@playwright/test";

/** Files of holes: large to send, and nothing to store. */
function largeFiles(testInfo: TestInfo, count: number, megabytes: number): string[] {
  return Array.from({ length: count }, (_, number) => {
    const path = testInfo.outputPath(`large-${number}.xml`);
    writeFileSync(path, "");
    truncateSync(path, megabytes * 1024 * 1024);
    return path;
  });
}

test("several files are sent at once, and each has its receipt", async ({ page }) => {
  await logInAs(page, "submitter");
  await page.goto("/pbj/upload");
  await expect(page.getByRole("main")).toContainText("Without script the files are sent as they are.");
  // Nothing else speaks of what no script does here.
  await expect(page.getByText("Files are checked in your browser first.")).toBeHidden();
  await expect(page.getByText("found before anything is sent")).toHaveCount(0);
  await choose(page, pbjFile(), pbjFile(), { name: "empty.xml", mimeType: "text/xml", buffer: Buffer.alloc(0) });
  await page.getByRole("button", { name: "Send files" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Files sent" })).toBeVisible();
  await expect(page.getByRole("main").getByRole("link", { name: /^Submission \d+$/ })).toHaveCount(2);
  await expect(page.getByRole("main")).toContainText("empty.xml: not received: it is empty");
  await page.getByRole("main").getByRole("link", { name: /^Submission \d+$/ }).first().click();
  await expect(page.getByText("this page follows along")).toBeHidden();
});

test("where no file was received the page says so", async ({ page }) => {
  await logInAs(page, "submitter");
  await page.goto("/pbj/upload");
  await choose(page, { name: "empty.xml", mimeType: "text/xml", buffer: Buffer.alloc(0) });
  await page.getByRole("button", { name: "Send files" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "No file was received" })).toBeVisible();
});

test("the same bytes again are not received unless one says so", async ({ page }) => {
  await logInAs(page, "submitter");
  const file = pbjFile();
  await page.goto("/pbj/upload");
  await choose(page, file);
  await page.getByRole("button", { name: "Send files" }).click();
  await expect(page.getByRole("heading", { level: 1, name: /^Submission \d+$/ })).toBeVisible();
  await page.goto("/pbj/upload");
  await choose(page, file);
  await page.getByRole("button", { name: "Send files" }).click();
  await expect(page.getByRole("main")).toContainText("the same file came before as Submission");
  await page.goto("/pbj/upload");
  await choose(page, file);
  await page.getByLabel("Send it also if the same file came before").check();
  await page.getByRole("button", { name: "Send files" }).click();
  await expect(page.getByRole("heading", { level: 1, name: /^Submission \d+$/ })).toBeVisible();
});

test("whoever chose no file is told so", async ({ page }) => {
  await logInAs(page, "submitter");
  await page.goto("/pbj/upload");
  await page.getByRole("button", { name: "Send files" }).click();
  await expect(page.getByRole("main")).toContainText("Choose a file");
});

test("of more than twenty files, those beyond are not received, however large they are", async ({ page }, testInfo) => {
  await logInAs(page, "submitter");
  await page.goto("/pbj/upload");
  const small = Array.from({ length: 20 }, (_, number) => {
    const path = testInfo.outputPath(`small-${number}.xml`);
    writeFileSync(path, pbjFile({ employees: 1, days: 1 }).buffer);
    return path;
  });
  await page.getByLabel("PBJ files").setInputFiles([...small, ...largeFiles(testInfo, 1, 49)]);
  await page.getByRole("button", { name: "Send files" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Files sent" })).toBeVisible();
  await expect(page.getByRole("main").getByRole("link", { name: /^Submission \d+$/ })).toHaveCount(20);
  await expect(page.getByRole("main")).toContainText("large-0.xml: not received, nor any after it: 20 files can be sent at once.");
});

test("more than 100 MB at once are answered with a page that says so, and not with a broken connection", async ({ page }, testInfo) => {
  await logInAs(page, "submitter");
  await page.goto("/pbj/upload");
  await page.getByLabel("PBJ files").setInputFiles(largeFiles(testInfo, 3, 40));
  const answered = page.waitForResponse(/\/pbj\/submissions\?/);
  await page.getByRole("button", { name: "Send files" }).click();
  expect((await answered).status()).toBe(413);
  await expect(page.getByRole("heading", { level: 1, name: "This is too large" })).toBeVisible();
});

test("50 MB sent after the session has ended lead to the log-in page", async ({ page, context }, testInfo) => {
  await logInAs(page, "submitter");
  await page.goto("/pbj/upload");
  await page.getByLabel("PBJ files").setInputFiles(largeFiles(testInfo, 1, 49));
  await context.clearCookies();
  await page.getByRole("button", { name: "Send files" }).click();
  await expect(page).toHaveURL(/\/login\?next=/);
  await expect(page.getByRole("main")).toContainText("Nothing of what you sent was received.");
  await page.getByRole("button", { name: "Log in as Owen Sandoval" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Upload PBJ Files" })).toBeVisible();
  await expect(page.getByRole("main")).toContainText("Nothing of what you sent was received, for your session had ended. Choose your files once more.");
});

test("the checker without log-in says that it needs script, and shows no field that does nothing", async ({ page }) => {
  await page.goto("/vut");
  // Searches for text pass <noscript> by.
  await expect(page.locator("main noscript p")).toBeVisible();
  expect(await page.getByRole("main").innerText()).toContain("This page needs script");
  await expect(page.getByLabel("PBJ files")).toBeHidden();
});
