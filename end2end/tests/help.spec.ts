import { expect, open, test } from "../support/page.ts";

test("help needs no log-in and leads to the checker, the edits and whom to ask", async ({ page }) => {
  await open(page, "/help");
  await expect(page.getByRole("heading", { level: 1, name: "Help" })).toBeVisible();
  const main = page.getByRole("main");
  await main.getByRole("link", { name: "Whom to ask" }).click();
  await expect(page).toHaveURL(/#contact$/);
  await expect(main).toContainText("iQIES Service Center");
  await main.getByRole("link", { name: "the checker" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Validation Utility Tool" })).toBeFocused();
});

test("help with assessments, patients and the account is a click away, each with its parts", async ({ page }) => {
  const pages: [string, string, string[]][] = [
    ["Assessments: sending, entering, the inbox", "Help with assessments", ["Sending a file", "The inbox", "Who may do it"]],
    ["Patients and reports", "Help with patients and reports", ["Patients", "Reports"]],
    ["Registration, devices, and when a session ends", "Help with your account", ["Registration", "Devices and the second factor", "When a session ends"]],
  ];
  for (const [link, heading, parts] of pages) {
    await open(page, "/help");
    await page.getByRole("main").getByRole("link", { name: link, exact: true }).click();
    await expect(page.getByRole("heading", { level: 1, name: heading })).toBeVisible();
    for (const part of parts) await expect(page.getByRole("heading", { level: 2, name: part, exact: true })).toBeVisible();
  }
});

test("all 33 PBJ edits are listed with where they are checked", async ({ page }) => {
  await open(page, "/help/pbj-edits");
  const rows = page.getByRole("table", { name: "PBJ edits" }).locator("tbody tr");
  await expect(rows).toHaveCount(33);
  for (const row of await rows.all()) await expect(row.locator("td")).toHaveText([/.+/, /.+/, /.+/]);
});
