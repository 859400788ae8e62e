import { logInAs } from "../support/demo.ts";
import { allSay, expect, open, test } from "../support/page.ts";
import type { Page } from "@playwright/test";

const rows = (page: Page) => page.getByRole("table", { name: "Providers" }).locator("tbody tr");
const names = (page: Page) => rows(page).getByRole("rowheader").allInnerTexts();

async function total(page: Page): Promise<number> {
  const text = await page.getByRole("status").filter({ hasText: /of [\d,]+ providers/ }).innerText();
  return Number(/of ([\d,]+)/.exec(text)![1].replaceAll(",", ""));
}

test("a search is in the address, says how much it found, and its chip takes it back", async ({ page }) => {
  await logInAs(page, "state");
  await open(page, "/providers");
  const all = await total(page);
  await page.getByLabel("Name, city, CCN or Facility ID").fill("16e724");
  await page.getByRole("button", { name: "Apply filters" }).click();
  await expect(page).toHaveURL(/\/providers\?q=16e724$/);
  await expect(page.getByRole("status").filter({ hasText: "1 of 1 provider" })).toBeVisible();
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page).getByRole("link", { name: "DAVIS COUNTY HOSPITAL" })).toBeVisible();
  await page.getByRole("link", { name: /Search: 16e724/ }).click();
  await expect(page).toHaveURL(/\/providers$/);
  await expect.poll(() => total(page)).toBe(all);
  await expect(page.getByLabel("Name, city, CCN or Facility ID")).toHaveValue("");
});

test("filters stand in the address, without those that are off, and go together", async ({ page }) => {
  await logInAs(page, "cms");
  await open(page, "/providers");
  await page.getByLabel("State", { exact: true }).selectOption({ label: "Iowa" });
  await page.getByLabel("Provider type").selectOption({ label: "Hospice" });
  await page.getByRole("button", { name: "Apply filters" }).click();
  await expect(page).toHaveURL(/\/providers\?state=IA&type=hospice$/);
  await allSay(rows(page).locator("td:nth-of-type(5)"), "IA");
});

test("a column's header sorts by it, then the other way round, and says so", async ({ page }) => {
  await logInAs(page, "cms");
  await open(page, "/providers?state=IA");
  const header = () => page.getByRole("columnheader", { name: /^City/ });
  for (const direction of ["ascending", "descending"]) {
    await header().getByRole("link").click();
    await expect(header()).toHaveAttribute("aria-sort", direction);
    const cities = await rows(page).locator("td:nth-of-type(4)").allInnerTexts();
    const lower = cities.map((city) => city.toLowerCase());
    const sorted = [...lower].sort();
    expect(lower).toEqual(direction === "ascending" ? sorted : sorted.reverse());
  }
  await expect(page).toHaveURL(/state=IA/);
});

test("a sorted list that one leaves does not load itself again, and the focus goes on to the profile", async ({ page }) => {
  await logInAs(page, "cms");
  await open(page, "/providers?state=IA&sort=city");
  await page.getByRole("columnheader", { name: /^City/ }).getByRole("link").click();
  await expect(page.getByRole("columnheader", { name: /^City/ })).toHaveAttribute("aria-sort", "descending");
  const asked: string[] = [];
  page.on("request", (request) => {
    if (request.url().includes("list_providers")) asked.push(request.url());
  });
  const link = rows(page).getByRole("link").first();
  const name = await link.innerText();
  await link.click();
  await expect(page.getByRole("heading", { level: 1, name, exact: true })).toBeFocused();
  await expect(page).toHaveTitle(`${name} - OpenQIES`);
  expect(asked).toEqual([]);
});

test("a filter that is chosen while the next page is on its way stays, and what was typed before does not", async ({ page }) => {
  await logInAs(page, "cms");
  await open(page, "/providers");
  const search = page.getByLabel("Name, city, CCN or Facility ID");
  await search.fill("never applied");
  let release = (): void => {};
  const chosen = new Promise<void>((resolve) => (release = resolve));
  await page.route("**/list_providers*", async (route) => {
    await chosen;
    await route.continue();
  });
  await page.getByRole("link", { name: "Next", exact: true }).click();
  await expect(page).toHaveURL(/page=2/);
  const state = page.getByLabel("State", { exact: true });
  await state.selectOption({ label: "Iowa" });
  release();
  await expect(page.getByRole("status").filter({ hasText: /^26-/ })).toBeVisible();
  await expect(state).toHaveValue("IA");
  await page.getByRole("link", { name: "Previous", exact: true }).click();
  await expect(page.getByRole("status").filter({ hasText: /^1-/ })).toBeVisible();
  await expect(state).toHaveValue("");
  await expect(search).toHaveValue("");
});

test("pages and their length stand in the address, and no provider is on two pages", async ({ page }) => {
  await logInAs(page, "cms");
  await open(page, "/providers");
  const all = await total(page);
  const seen = new Set<string>();
  const pages = Math.ceil(all / 25);
  for (let number = 1; number <= pages; number += 1) {
    if (number > 1) await page.getByRole("navigation", { name: "Providers: pages" }).getByRole("link", { name: "Next" }).click();
    const first = (number - 1) * 25 + 1;
    await expect(page.getByRole("status").filter({ hasText: `${first}-` })).toBeVisible();
    for (const row of await rows(page).all()) seen.add(await row.getByRole("link").first().getAttribute("href") ?? "");
  }
  await expect(page).toHaveURL(new RegExp(`page=${pages}`));
  expect(seen.size).toBe(all);
  await page.getByRole("link", { name: "100 a page" }).click();
  await expect(rows(page)).toHaveCount(Math.min(100, all));
});

test("an address gives the same list to whoever may see it", async ({ page, browser }) => {
  await logInAs(page, "cms");
  await open(page, "/providers");
  await page.getByLabel("State", { exact: true }).selectOption({ label: "Georgia" });
  await page.getByRole("button", { name: "Apply filters" }).click();
  // The links of the list before would lead to its order without the filter.
  await expect(page.getByRole("list", { name: "Filters in use" })).toContainText("Georgia");
  await page.getByRole("columnheader", { name: /^City/ }).getByRole("link").click();
  await expect(page).toHaveURL(/state=GA.*sort=city|sort=city.*state=GA/);
  await expect(page.getByRole("columnheader", { name: /^City/ })).toHaveAttribute("aria-sort", "ascending");
  const seen = await names(page);
  const other = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await logInAs(other, "state");
  await other.goto(page.url());
  expect(await names(other)).toEqual(seen);
  await expect(other.getByLabel("State", { exact: true })).toHaveValue("GA");
  await other.context().close();
});

test("the CSV file has the rows of the list, whole and in its order", async ({ page }) => {
  await logInAs(page, "cms");
  await open(page, "/providers?state=GA&sort=city");
  const all = await total(page);
  const link = page.getByRole("link", { name: /^Download CSV/ });
  const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
  expect(download.suggestedFilename()).toBe("providers.csv");
  const answer = await page.request.get((await link.getAttribute("href"))!);
  expect(answer.headers()["content-type"]).toContain("text/csv");
  const lines = (await answer.text()).trimEnd().split("\r\n");
  const [header, ...body] = lines;
  expect(header).toContain("CCN");
  expect(body.filter((line) => line.includes(",GA,")).length).toBe(all);
  expect(body[0]).toContain((await names(page))[0]);
});

test("a search that finds nothing says so, and offers nothing to download", async ({ page }) => {
  await logInAs(page, "state");
  await open(page, "/providers?q=no-such-provider-anywhere");
  await expect(page.getByRole("status").filter({ hasText: "No providers match." })).toBeVisible();
  await expect(page.getByRole("link", { name: /Download CSV/ })).toHaveCount(0);
});

test("an address with values that nobody knows shows the list without them", async ({ page }) => {
  await logInAs(page, "state");
  await open(page, "/providers?state=ZZ&type=circus&page=99999&sort=%27%3B&dir=sideways&q=");
  await expect(page.getByRole("heading", { level: 1, name: "Providers" })).toBeVisible();
  const said = "Not understood, and so left out: State “ZZ”, Provider type “circus”, Sorted by “';”, Direction “sideways”.";
  await expect(page.getByText(said)).toBeVisible();
});

test("a profile has the provider's facts, history, and a title of its own", async ({ page }) => {
  await logInAs(page, "state");
  await open(page, "/providers?q=16E724");
  await rows(page).getByRole("link").click();
  await expect(page).toHaveURL(/\/providers\/16E724$/);
  await expect(page).toHaveTitle("DAVIS COUNTY HOSPITAL - OpenQIES");
  const main = page.getByRole("main");
  await expect(main).toContainText("IA1077");
  await expect(page.getByRole("heading", { name: "Certification history" })).toBeVisible();
  await expect(page.getByRole("table", { name: /Periods of certification/ }).locator("tbody tr").first()).toBeVisible();
});

test("a state reads about providers of other states, and is told that it only reads", async ({ page }) => {
  await logInAs(page, "state");
  await open(page, "/providers?state=OH");
  await rows(page).getByRole("link").first().click();
  await expect(page.getByText("This provider is in Ohio.")).toBeVisible();
});

test("two providers of one name are told apart by their CCN", async ({ page }) => {
  await logInAs(page, "cms");
  const csv = await (await page.request.get("/providers.csv")).text();
  const named = new Map<string, number>();
  for (const line of csv.trimEnd().split("\r\n").slice(1)) {
    const name = line.split(",")[0];
    named.set(name, (named.get(name) ?? 0) + 1);
  }
  const twice = [...named].filter(([, count]) => count === 2).map(([name]) => name);
  expect(twice.length).toBeGreaterThan(0);
  await open(page, `/providers?q=${encodeURIComponent(twice[0])}`);
  const links = await rows(page).getByRole("link").evaluateAll((all) => all.map((link) => link.getAttribute("href")));
  expect(new Set(links).size).toBe(links.length);
});
