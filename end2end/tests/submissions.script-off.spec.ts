// Sending where the browser runs no script: several files at once, and what the server refuses.
import { logInAs } from "../support/demo.ts";
import { choose } from "../support/files.ts";
import { expect, test } from "../support/page.ts";
import { pbjFile } from "../support/pbj.ts";

test("several files are sent at once, and each has its receipt", async ({ page }) => {
  await logInAs(page, "submitter");
  await page.goto("/pbj/upload");
  await expect(page.getByRole("main")).toContainText("Without script the files are sent as they are.");
  await choose(page, pbjFile(), pbjFile(), { name: "empty.xml", mimeType: "text/xml", buffer: Buffer.alloc(0) });
  await page.getByRole("button", { name: "Send files" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Files sent" })).toBeVisible();
  await expect(page.getByRole("main").getByRole("link", { name: /^Submission \d+$/ })).toHaveCount(2);
  await expect(page.getByRole("main")).toContainText("not received: it is empty");
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
  await page.getByText("Send it also if the same file came before").click();
  await page.getByRole("button", { name: "Send files" }).click();
  await expect(page.getByRole("heading", { level: 1, name: /^Submission \d+$/ })).toBeVisible();
});

test("whoever chose no file is told so", async ({ page }) => {
  await logInAs(page, "submitter");
  await page.goto("/pbj/upload");
  await page.getByRole("button", { name: "Send files" }).click();
  await expect(page.getByRole("main")).toContainText("Choose a file");
});

test("the checker without log-in says that it needs script, and shows no field that does nothing", async ({ page }) => {
  await page.goto("/vut");
  await expect(page.getByText("This page needs script")).toBeVisible();
  await expect(page.getByLabel("PBJ files")).toBeHidden();
});
