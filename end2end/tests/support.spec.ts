// The Help Desk looks after background jobs.
import { holds } from "../support/audit.ts";
import { logInAs } from "../support/demo.ts";
import { expect, open, test } from "../support/page.ts";

test("a job that failed says why, is given up only with a note, and can be tried again", async ({ page }) => {
  await logInAs(page, "helpDesk");
  await open(page, "/support/jobs");
  await expect(page.getByRole("heading", { level: 1, name: "Background Jobs" })).toBeVisible();
  await open(page, "/support/jobs?state=dead");
  // The demonstration has one, and no other test touches it; tried again, it is done.
  const failed = page.getByRole("table").getByRole("link").first();
  await expect(failed).toBeVisible();
  const address = (await failed.getAttribute("href"))!;
  await failed.click();
  await expect(page.getByRole("heading", { level: 1, name: /^Job / })).toBeFocused();
  await holds(page, address);
  const main = page.getByRole("main");
  await expect(main).toContainText("Last error");
  const number = await main.locator("dt", { hasText: "Submission ID" }).locator("xpath=following-sibling::dd[1]").innerText();
  await open(page, "/support/jobs");
  await page.getByLabel("Submission ID").fill(number);
  await page.getByRole("button", { name: "Apply filters" }).click();
  await expect(page).toHaveURL(new RegExp(`submission=${number}`));
  await expect(page.getByRole("table").locator("tbody tr")).toHaveCount(1);
  await page.getByRole("table").getByRole("link", { name: `Submission ${number}.` }).click();
  await expect(page.getByRole("heading", { level: 1, name: /^Job / })).toBeFocused();
  await page.getByRole("form", { name: "Give up" }).getByRole("button", { name: "Give up" }).click();
  await expect(page).toHaveTitle(/^Error: Job /);
  await expect(page.getByRole("alert")).toBeFocused();
  await expect(page.getByLabel(/^Note/)).toHaveAttribute("aria-invalid", "true");
  await page.getByLabel(/^Note/).fill("Tried by a test.");
  await page.getByRole("form", { name: "Give up" }).getByRole("button", { name: "Give up" }).click();
  await expect(main).toContainText("The job is given up");
  await expect(main).toContainText("Tried by a test.");
  await page.getByRole("form", { name: "Try again" }).getByRole("button", { name: "Try again" }).click();
  await expect(main).toContainText("The job waits to run");
});

test("nobody else sees background jobs", async ({ page }) => {
  for (const person of ["administrator", "cms", "state", "vendor"] as const) {
    await logInAs(page, person);
    const answer = await page.request.get("/support/jobs", { headers: { accept: "text/html" } });
    expect(answer.status(), person).toBe(403);
  }
});
