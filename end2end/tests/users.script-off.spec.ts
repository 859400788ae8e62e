// User Management where the browser runs no script.
import { askedAsSurveyor, decidingAt } from "../support/access.ts";
import { PEOPLE, logInAs } from "../support/demo.ts";
import { newcomer } from "../support/newcomer.ts";
import { expect, test } from "../support/page.ts";

test.describe.configure({ timeout: 150_000 });

test("the list is filtered and sorted, and a search stands in no address", async ({ page }) => {
  await logInAs(page, "cmsOfficial");
  await page.goto("/access/users");
  await page.getByLabel("Organization", { exact: true }).fill("IA");
  await page.getByRole("button", { name: "Apply filters" }).click();
  await page.getByRole("columnheader", { name: "Since" }).getByRole("link").click();
  await expect(page).toHaveURL(/organization=IA.*sort=since/);
  await page.getByLabel("Name or user ID").fill("Vera");
  await page.getByRole("button", { name: "Search" }).click();
  await expect(page.getByRole("table").locator("tbody tr")).toHaveCount(1);
  await expect(page).toHaveURL(/sort=since/);
  expect(page.url().toLowerCase()).not.toContain("vera");
  await page.getByRole("table").getByRole("link", { name: PEOPLE.stateOfficial.name, exact: true }).click();
  await expect(page.getByRole("main")).toContainText(PEOPLE.stateOfficial.user);
});

test("a surveyor ID is verified", async ({ browser, page }) => {
  const person = await newcomer(page);
  await askedAsSurveyor(page);
  const official = await decidingAt(browser, "stateOfficial", "/access/users", false);
  await official.getByLabel("Name or user ID").fill(person.userId);
  await official.getByRole("button", { name: "Search" }).click();
  await official.getByRole("table").getByRole("link", { name: "Anne Somogyi", exact: true }).click();
  await official.getByLabel(/^Federal surveyor ID/).fill("12");
  await official.getByRole("button", { name: "Write it down" }).click();
  await expect(official.getByRole("alert")).toContainText("digits");
  const id = String(40_000 + Math.floor(Math.random() * 20_000));
  await official.getByLabel(/^Federal surveyor ID/).fill(id);
  await official.getByLabel("I looked it up: it is this person's").check();
  await official.getByRole("button", { name: "Write it down" }).click();
  await expect(official.getByText("The federal surveyor ID is written down")).toBeVisible();
  await official.context().close();
});
