// Every number on a dashboard is a link to the list that proves it.
import { OPEN, TODAY, daysBetween, shown } from "../support/day.ts";
import { logInAs, type Person } from "../support/demo.ts";
import { expect, open, test } from "../support/page.ts";
import type { Page } from "@playwright/test";

const DASHBOARDS: [Person, string][] = [
  ["administrator", "/dashboard"],
  ["administrator", "/dashboard?facility=16E724"],
  ["submitter", "/dashboard"],
  ["viewer", "/dashboard"],
  ["vendor", "/dashboard"],
  ["state", "/dashboard"],
  ["cms", "/dashboard"],
  ["cms", "/dashboard?state=OH"],
  ["helpDesk", "/dashboard"],
  ["finance", "/dashboard"],
  ["official", "/dashboard"],
  ["stateOfficial", "/dashboard"],
  ["cmsOfficial", "/dashboard"],
  ["productionControl", "/dashboard"],
];

/** What the list at this address says about its length. */
async function listed(page: Page, address: string): Promise<number> {
  const answer = await page.request.get(address, { headers: { accept: "text/html" } });
  expect(answer.status(), address).toBe(200);
  const count = /class="q-result-count"[^>]*>(?:No [a-z]+ match|(?:[\d,]+-)?[\d,]+ of ([\d,]+) )/.exec(await answer.text());
  expect(count, `${address} says how long its list is`).not.toBeNull();
  return Number((count![1] ?? "0").replaceAll(",", ""));
}

for (const [person, address] of DASHBOARDS) {
  test(`${person} at ${address}: each number equals the list that it links to`, async ({ page }) => {
    await logInAs(page, person);
    // Other tests send files meanwhile: a number and its list are read again until nothing came in between.
    await expect(async () => {
      await page.goto(address);
      const main = page.getByRole("main");
      const numbers = await main.getByRole("link").filter({ hasText: /^\s*[\d,]+(\s|$)/ }).all();
      const proofs = await Promise.all(
        numbers.map(async (link) => [(await link.innerText()).trim(), (await link.getAttribute("href"))!] as const),
      );
      // Submission IDs and dates are links too, but not counts.
      const counts = proofs.filter(([, href]) => /^\/(submissions|providers|staffing\/status|support\/(?:jobs|proofing)|access\/(?:requests|users|recertification|organizations)|penalties)(\?|$)/.test(href));
      expect(counts.length).toBeGreaterThan(0);
      const hrefs = [...new Set(counts.map(([, href]) => href))];
      const lists = new Map(await Promise.all(hrefs.map(async (href) => [href, await listed(page, href)] as const)));
      const wrong = counts.filter(([text, href]) => Number(/^[\d,]+/.exec(text)![0].replaceAll(",", "")) !== lists.get(href));
      expect(wrong).toEqual([]);
    }).toPass({ timeout: 50_000 });
  });
}

/** Numbers that are no link: where they stand, how the text reads, and why no list proves them. */
const UNPROVEN: [where: string, text: RegExp, reason: string][] = [
  ["time", /^/, "a day or a moment"],
  ["h2, caption, strong, td", /^(.*(,| for) )?FY \d{4} Q\d$/, "the name of a quarter"],
  [".q-card", /^(After 60 days without a log-in|roles not used for 30 days)/, "how long a role lasts unused"],
  ["li", /^\(\d\d\/\d\d\/\d{4} to \d\d\/\d\d\/\d{4}\):$/, "the days of a quarter"],
  [".q-tag", /\d\d\/\d\d\/\d{4}, 11:59 PM Eastern Time$|^Today is the last day/, "a deadline, and how far it is"],
  [".q-card__note, th", /^(Records that changed in the last|Changed in) 30 days/, "how far back is counted"],
  [".q-region th", /^Region \d+, /, "the name of a region"],
  ["td:not(.q-number)", /\.(xml|zip)$/i, "the name of a file"],
  ["td:not(.q-number)", /^[0-9A-Z]{6}$/, "a CCN"],
  [".q-chart", /^/, "weeks and their hours: what they sum up to is a link below the chart"],
  ["p", /^of nurses in all weeks together: what is stored for FY \d{4} Q\d, day by day\.$/, "the name of a quarter"],
];

for (const [person, address] of DASHBOARDS) {
  test(`${person} at ${address}: there is something to show, and no number without a link`, async ({ page }) => {
    await logInAs(page, person);
    await open(page, address);
    const values = await page.locator(".q-card__value").allInnerTexts();
    expect(values.length).toBeGreaterThan(0);
    expect(values.some((value) => value !== "0")).toBe(true);
    for (const table of await page.getByRole("main").getByRole("table").all()) {
      expect(await table.locator("tbody tr").count()).toBeGreaterThan(0);
    }
    const unproven = UNPROVEN.map(([where, text]) => [where, text.source, text.flags] as const);
    const unlinked = await page.getByRole("main").evaluate((main, unproven) => {
      const own = (element: Element): string =>
        [...element.childNodes].map((child) => (child.nodeType === Node.TEXT_NODE ? child.textContent : "")).join("").trim();
      return [...main.querySelectorAll("*")]
        .filter((element) => /\d/.test(own(element)) && !element.closest("a"))
        .filter((element) => !unproven.some(([where, text, flags]) => element.closest(where) && new RegExp(text, flags).test(own(element))))
        .map((element) => `${element.tagName.toLowerCase()}: ${own(element)}`);
    }, unproven);
    expect(unlinked).toEqual([]);
  });
}

/** What stands beside this name among the facts of a page. */
async function fact(page: Page, address: string, name: string): Promise<string> {
  const answer = await page.request.get(address, { headers: { accept: "text/html" } });
  expect(answer.status(), address).toBe(200);
  const value = new RegExp(`<dt[^>]*>${name}</dt>\\s*<dd[^>]*>([\\d,.]+)<`).exec((await answer.text()).replaceAll(/<!--.*?-->/g, ""));
  expect(value, `${address} says ${name}`).not.toBeNull();
  return value![1];
}

for (const [table, column, name] of [
  [/^What was received for /, "Hours stored", "Hours"],
  [/^Rejected files/, "Fatal problems", "Fatal problems"],
] as const) {
  test(`each number under ${column} is a link to the page that proves it`, async ({ page }) => {
    await logInAs(page, "administrator");
    // Other tests send files meanwhile: all of them are read again until nothing came in between.
    await expect(async () => {
      await page.goto("/dashboard");
      const found = page.getByRole("table", { name: table });
      const headings = await found.getByRole("columnheader").allInnerTexts();
      const cells = found.locator(`tbody tr > :nth-child(${headings.indexOf(column) + 1})`);
      const numbers = (await cells.allInnerTexts()).filter((text) => text !== "");
      const links = await cells.getByRole("link").all();
      expect(numbers.length).toBeGreaterThan(0);
      expect(links.length, "numbers without a link").toBe(numbers.length);
      for (const [index, link] of links.entries()) {
        expect(await fact(page, (await link.getAttribute("href"))!, name)).toBe(numbers[index]);
      }
    }).toPass({ timeout: 50_000 });
  });
}

/** `38,204.50` in hundredths. */
const hundredths = (text: string): number => Math.round(Number(text.replaceAll(",", "")) * 100);

for (const [person, address] of [["state", "/dashboard"], ["cms", "/dashboard"], ["cms", "/dashboard?state=OH"]] as const) {
  test(`${person} at ${address}: the hours of the quarter are the sum of the list that they link to`, async ({ page }) => {
    await logInAs(page, person);
    // Other tests send files meanwhile: both are read again until nothing came in between.
    await expect(async () => {
      await page.goto(address);
      const link = page.getByRole("main").getByRole("link", { name: /^[\d,.]+ hours$/ });
      const [text, href] = [await link.innerText(), (await link.getAttribute("href"))!];
      const csv = await (await page.request.get(href.replace("/staffing/status", "/staffing/status.csv"))).text();
      // The last two columns are hours, and days without a registered nurse.
      const hours = [...csv.matchAll(/,(\d+\.\d\d),\d+\r?$/gm)].map(([, hours]) => hundredths(hours));
      expect(hours.length).toBeGreaterThan(0);
      expect(hours.reduce((sum, each) => sum + each)).toBe(hundredths(text.replace(" hours", "")));
    }).toPass({ timeout: 50_000 });
  });
}

for (const address of ["/dashboard", "/dashboard?facility=16E724"]) {
  test(`the sum of the chart at ${address} is that of the stored hours that it links to`, async ({ page }) => {
    await logInAs(page, "administrator");
    /** All nurse hours of a stored quarter, by its weeks. */
    const stored = async (address: string): Promise<number> => {
      await page.goto(address);
      const table = page.locator("table").filter({ has: page.locator("caption", { hasText: "Nurse hours by week" }) });
      const weeks = table.locator("tbody tr td:last-child");
      return (await weeks.allTextContents()).reduce((sum, hours) => sum + hundredths(hours), 0);
    };
    await expect(async () => {
      await page.goto(address);
      const link = page.getByRole("main").getByRole("link", { name: /^[\d,.]+ hours$/ });
      const [text, href] = [await link.innerText(), (await link.getAttribute("href"))!];
      await page.goto(href);
      const facilities = await page.getByRole("main").locator('a[href^="/staffing?facility="]').evaluateAll((links) => links.map((link) => link.getAttribute("href")!));
      let sum = 0;
      for (const one of address.includes("facility=") ? [href] : facilities) sum += await stored(one);
      expect(sum).toBe(hundredths(text.replace(" hours", "")));
    }).toPass({ timeout: 50_000 });
  });
}

test("the deadline of the open quarter is counted down in days of Eastern Time", async ({ page }) => {
  await logInAs(page, "administrator");
  await open(page, "/dashboard");
  const quarter = page.getByRole("listitem").filter({ hasText: `${shown(OPEN.first)} to ${shown(OPEN.last)}` });
  const left = daysBetween(TODAY, OPEN.deadline);
  const words = left === 0 ? "Today is the last day, until 11:59 PM" : `${left} ${left === 1 ? "day" : "days"} left, until ${shown(OPEN.deadline)}, 11:59 PM`;
  await expect(quarter).toContainText(`${words} Eastern Time`);
});

test("whoever has several facilities sees all of them, or one by its address", async ({ page }) => {
  await logInAs(page, "administrator");
  await open(page, "/dashboard");
  const facilities = page.getByRole("navigation", { name: "Facility" });
  await expect(facilities.getByRole("link")).toHaveCount(3);
  await facilities.getByRole("link", { name: "DAVIS COUNTY HOSPITAL" }).click();
  await expect(page).toHaveURL(/facility=16E724/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Dashboard: DAVIS COUNTY HOSPITAL");
  await expect(page).toHaveTitle("Dashboard: DAVIS COUNTY HOSPITAL - OpenQIES");
  await expect(facilities.getByRole("link", { name: "DAVIS COUNTY HOSPITAL" })).toHaveAttribute("aria-current", "true");
});

test("the chart of hours is one image with words, and its table has the same weeks", async ({ page }) => {
  await logInAs(page, "administrator");
  await open(page, "/dashboard?facility=16E724");
  const chart = page.getByRole("img", { name: /Nurse staffing hours/ });
  await expect(chart).toBeVisible();
  const bars = await chart.locator(".q-chart__bar, rect").count();
  expect(bars).toBeGreaterThan(0);
  await page.getByText("Show as a table").click();
  const table = page.getByRole("table", { name: /Nurse staffing hours/ });
  await expect(table.getByRole("columnheader", { name: "Registered nurses" })).toBeVisible();
  expect(await table.locator("tbody tr").count()).toBeGreaterThanOrEqual(6);
});

test("a state sees who has submitted, and no file and no employee", async ({ page }) => {
  await logInAs(page, "state");
  await open(page, "/dashboard");
  await expect(page.getByRole("main")).toContainText("Payroll-Based Journal");
  const hrefs = await page.getByRole("link").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
  expect(hrefs.filter((href) => href?.startsWith("/submissions") || href?.startsWith("/pbj"))).toEqual([]);
  for (const address of ["/submissions", "/staffing", "/pbj/upload", "/submissions.csv"]) {
    const answer = await page.request.get(address, { headers: { accept: "text/html" } });
    expect(answer.status(), address).toBe(403);
  }
});
