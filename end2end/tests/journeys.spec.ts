// The core journeys, with and without script: roles and addresses only.
import { readFileSync } from "node:fs";
import { expect, open, test } from "../support/page.ts";
import { logInAs } from "../support/demo.ts";

test("log-in: an error keeps the user ID, names the problem, and is an error of the page", async ({ page, javaScriptEnabled }) => {
  await open(page, "/login", javaScriptEnabled);
  await expect(page.getByText("Essential accessibility and connectivity for health care professionals.")).toBeVisible();
  await page.getByLabel("User ID").fill("DANA.WHITLOCK");
  await page.getByLabel("Password").fill("not the password");
  await page.getByRole("button", { name: "Log In", exact: true }).click();
  await expect(page).toHaveTitle(/^Error: /);
  await expect(page.getByLabel("User ID")).toHaveValue("DANA.WHITLOCK");
  await expect(page.getByLabel("Password")).toHaveValue("");
});

test("log-in with user ID, password and consent leads to the dashboard", async ({ page, javaScriptEnabled }) => {
  await open(page, "/login", javaScriptEnabled);
  await page.getByLabel("User ID").fill("dana.whitlock");
  await page.getByLabel("Password").fill("Open-Demonstration-1");
  await page.locator("label", { hasText: "I have read the full privacy and security notice" }).click();
  await page.getByRole("button", { name: "Log In", exact: true }).click();
  await expect(page).toHaveURL(/\/dashboard/);
  await expect(page.getByRole("heading", { level: 1, name: "Dashboard" })).toBeVisible();
});

test("a list is found, filtered and turned to a profile by its address alone", async ({ page, javaScriptEnabled }) => {
  await logInAs(page, "Tomas Berg");
  await open(page, "/providers?state=IA", javaScriptEnabled);
  await page.getByLabel("Name, city, CCN or Facility ID").fill("16E724");
  await page.getByRole("button", { name: "Apply filters" }).click();
  await expect(page).toHaveURL(/16E724/);
  await page.getByRole("link", { name: "DAVIS COUNTY HOSPITAL" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("DAVIS COUNTY HOSPITAL");
  await expect(page.getByText("IA1077").first()).toBeVisible();
});

test("a clean file is sent, received, checked and accepted, and its report can be read", async ({ page, javaScriptEnabled }) => {
  await logInAs(page, "Owen Sandoval");
  const sample = await page.request.get("/demo/samples/pbj-clean.xml");
  expect(sample.ok()).toBe(true);
  // Each run sends other bytes, so that nobody is asked whether to send the same again.
  const bytes = Buffer.concat([await sample.body(), Buffer.from(`<!-- ${javaScriptEnabled} ${Date.now()} -->`)]);
  await open(page, "/pbj/upload", javaScriptEnabled);
  await page.locator("input[type=file]").setInputFiles({ name: "clean.xml", mimeType: "text/xml", buffer: bytes });
  if (javaScriptEnabled) {
    await page.getByRole("button", { name: /^Send/ }).first().click();
    await page.getByRole("link", { name: /receipt|submission \d+/i }).first().click();
  } else {
    await page.getByRole("button", { name: /send|check/i }).first().click();
  }
  await expect(page).toHaveURL(/\/submissions\/\d+/);
  await expect(async () => {
    if (!javaScriptEnabled) await page.reload();
    await expect(page.getByText(/^Accepted/).first()).toBeVisible({ timeout: 2_000 });
  }).toPass();
  await page.getByRole("link", { name: "Final Validation Report" }).first().click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Final Validation Report");
});

test("help needs no log-in", async ({ page, javaScriptEnabled }) => {
  await open(page, "/help", javaScriptEnabled);
  await expect(page.getByRole("heading", { level: 1, name: "Help" })).toBeVisible();
});

test("the public sample home's quarter is accepted", async ({ page, javaScriptEnabled }) => {
  const file = `${process.env.OPENQIES_DATA ?? "../../shared/data"}/pbj/pbj-pass.xml`;
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch {
    console.log(`skipped: ${file} is absent`);
    return;
  }
  await logInAs(page, "Owen Sandoval");
  await open(page, "/pbj/upload", javaScriptEnabled);
  const unique = Buffer.concat([bytes, Buffer.from(`<!-- ${javaScriptEnabled} ${Date.now()} -->`)]);
  await page.locator("input[type=file]").setInputFiles({ name: "pbj-pass.xml", mimeType: "text/xml", buffer: unique });
  if (javaScriptEnabled) {
    await page.getByRole("button", { name: /^Send/ }).first().click();
    await page.getByRole("link", { name: /receipt|submission \d+/i }).first().click();
  } else {
    await page.getByRole("button", { name: /send|check/i }).first().click();
  }
  await expect(async () => {
    if (!javaScriptEnabled) await page.reload();
    await expect(page.getByText(/^Accepted/).first()).toBeVisible({ timeout: 2_000 });
  }).toPass();
});
