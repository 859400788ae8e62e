import { before, OPEN, quarterContaining, STORED, TODAY } from "../support/day.ts";
import { logInAs } from "../support/demo.ts";
import { card, choose, send } from "../support/files.ts";
import { allSay, expect, open, test } from "../support/page.ts";
import { pbjFile } from "../support/pbj.ts";

test("the stored quarter has figures, a chart, hours by day, and what each file changed", async ({ page }) => {
  await logInAs(page, "viewer");
  await open(page, `/staffing?facility=16E724&quarter=${STORED.key}`);
  const main = page.getByRole("main");
  await expect(page.getByRole("heading", { level: 2, name: /^DAVIS COUNTY HOSPITAL, / })).toBeVisible();
  await expect(main).toContainText(/Employees with hours\s*[1-9]/);
  await expect(main).toContainText("Days without a registered nurse");
  await expect(page.getByRole("img", { name: /Nurse hours by week/ })).toBeVisible();
  const hours = page.getByRole("table", { name: /^Hours from/ });
  await expect(hours.getByRole("columnheader")).toHaveCount(10);
  await expect(hours.getByRole("rowheader", { name: "All job titles" })).toBeVisible();
  expect(await page.getByRole("table", { name: /^Accepted files/ }).locator("tbody tr").count()).toBeGreaterThan(0);
});

test("before a facility is chosen, form and links are of the quarter that is due", async ({ page }) => {
  const due = before(quarterContaining(TODAY)).key;
  await logInAs(page, "cms");
  await open(page, "/staffing");
  await expect(page.getByLabel("Quarter", { exact: true })).toHaveValue(due);
  await expect(page.getByRole("main").locator('a[href^="/staffing?facility="]').first()).toHaveAttribute("href", new RegExp(`quarter=${due}`));
});

test("each day's hours add up to its total, and the days to the week", async ({ page }) => {
  await logInAs(page, "viewer");
  await open(page, `/staffing?facility=16E724&quarter=${STORED.key}`);
  const rows = await page.getByRole("table", { name: /^Hours from/ }).locator("tbody tr").all();
  const figures = await Promise.all(
    rows.map(async (row) => (await row.locator("td").allInnerTexts()).map((text) => Math.round(Number(text.replaceAll(",", "")) * 100))),
  );
  const totals = figures.pop()!;
  for (let column = 0; column < totals.length; column += 1) {
    expect(figures.reduce((sum, row) => sum + row[column], 0), `column ${column}`).toBe(totals[column]);
  }
  const days = totals.slice(0, -2);
  expect(days.reduce((sum, day) => sum + day, 0)).toBe(totals.at(-2));
});

test("the weeks of a quarter are links, from the first to the last", async ({ page }) => {
  await logInAs(page, "viewer");
  await open(page, `/staffing?facility=16E724&quarter=${STORED.key}`);
  await page.getByRole("link", { name: "Week after" }).click();
  await expect(page).toHaveURL(/from=/);
  await expect(page.getByRole("link", { name: "Week before" })).toBeVisible();
});

test("in forced colours each colour of the legend has an edge", async ({ page }) => {
  await logInAs(page, "viewer");
  await open(page, `/staffing?facility=16E724&quarter=${STORED.key}`);
  await page.emulateMedia({ forcedColors: "active", colorScheme: "dark" });
  const swatches = page.locator(".q-chart__swatch");
  await expect(swatches).toHaveCount(3);
  const edges = await swatches.evaluateAll((swatches) =>
    swatches.map((swatch) => {
      const { borderTopWidth, borderTopColor } = getComputedStyle(swatch);
      return { borderTopWidth, isSeen: borderTopColor !== getComputedStyle(document.body).backgroundColor };
    }),
  );
  for (const edge of edges) expect(edge).toEqual({ borderTopWidth: "1px", isSeen: true });
});

test("all hour entries can be had as a CSV file", async ({ page }) => {
  await logInAs(page, "viewer");
  await open(page, `/staffing?facility=16E724&quarter=${STORED.key}`);
  const href = await page.getByRole("link", { name: "Download CSV of all hour entries" }).getAttribute("href");
  const answer = await page.request.get(href!);
  expect(answer.headers()["content-type"]).toContain("text/csv");
  const csv = await answer.text();
  expect(csv.split("\r\n").length).toBeGreaterThan(100);
  expect(csv).toContain("do not go to CMS");
});

test("an accepted file that merges adds its hours to the stored quarter, and the page says what it changed", async ({ page }) => {
  await logInAs(page, "administrator");
  const file = pbjFile({ facility: "IA1077", state: "IA", employees: 2, days: 3 });
  await open(page, "/pbj/upload");
  await choose(page, file);
  await expect(card(page, file.name)).toContainText(/8\.00 hours|48\.00 hours/);
  const number = await send(page, file.name);
  await open(page, `/submissions/${number}`);
  await expect(page.locator(".q-state")).toHaveText(/^Accepted/, { timeout: 30_000 });
  await open(page, `/staffing?facility=16E724&quarter=${OPEN.key}`);
  const change = page.getByRole("table", { name: /^Accepted files/ }).getByRole("row").filter({ hasText: number });
  await expect(change).toContainText("merge");
  const cells = await change.locator("td").allInnerTexts();
  expect(cells.slice(-3)).toEqual(["6", "0", "0"]);
});

test("who has submitted is counted, listed, filtered, and saved as a CSV file, without files or employees", async ({ page }) => {
  await logInAs(page, "state");
  await open(page, "/staffing/status");
  const table = page.getByRole("table", { name: /^Nursing homes, / });
  await expect(table.getByRole("row").nth(1)).toBeVisible();
  await allSay(table.locator("tbody td:nth-of-type(2)"), "IA");
  await page.getByLabel("Status").selectOption({ index: 1 });
  const status = await page.getByLabel("Status").locator("option:checked").innerText();
  await page.getByRole("button", { name: "Apply filters" }).click();
  await expect(page).toHaveURL(/status=/);
  await allSay(table.locator("tbody td:nth-of-type(3)"), status);
  const csv = await page.request.get((await page.getByRole("link", { name: /^Download CSV/ }).getAttribute("href"))!);
  expect(csv.status()).toBe(200);
  expect(await csv.text()).not.toMatch(/employee id/i);
});
