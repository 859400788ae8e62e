// What comes out on paper: the content, whole, without what only a screen can use.
import { STORED } from "../support/day.ts";
import { logInAs } from "../support/demo.ts";
import { expect, fitsItsWidth, open, test } from "../support/page.ts";

/** Letter paper within margins of half an inch, as wide as CSS counts it. */
const PAPER = { width: 720, height: 960 };

/** Reports turn it. */
const TURNED = { width: PAPER.height, height: PAPER.width };

for (const [address, heading] of [
  ["/submissions?state=rejected", "Submission History"],
  ["/submissions/FIRST", /^Submission \d+$/],
  ["/submissions/FIRST/files/1", "Final Validation Report"],
  [`/staffing?facility=16E724&quarter=${STORED.key}`, "Staffing Hours"],
  ["/dashboard", "Dashboard"],
  ["/reports/facility-final-validation", "Agency/Facility Final Validation"],
  ["/help/roles", "User Roles Matrix"],
] as const) {
  test(`${address} prints its tables whole, and no navigation`, async ({ page }) => {
    await logInAs(page, "administrator");
    await page.goto("/submissions?state=rejected");
    const first = await page.getByRole("table", { name: "Files sent" }).getByRole("rowheader").first().innerText();
    await open(page, address.replace("FIRST", first));
    await page.emulateMedia({ media: "print" });
    await page.setViewportSize(address.startsWith("/reports/") ? TURNED : PAPER);
    await expect(page.getByRole("heading", { level: 1, name: heading })).toBeVisible();
    for (const screen of [
      page.getByRole("navigation", { name: "Main" }),
      page.getByRole("link", { name: "Help" }).first(),
      page.getByLabel("User menu"),
      page.getByRole("link", { name: "Skip to main content" }),
      page.getByRole("button"),
      page.getByRole("link", { name: /^Download/ }),
    ]) {
      await expect(screen.filter({ visible: true })).toHaveCount(0);
    }
    await expect(page.getByRole("region", { name: "About this site" })).toContainText("not operated by CMS");
    await fitsItsWidth(page);
    const cut = await page.evaluate(() =>
      [...document.querySelectorAll("table")].filter((table) => table.getBoundingClientRect().right > innerWidth + 1).map((table) => table.id),
    );
    expect(cut, "tables that the paper's edge cuts").toEqual([]);
  });
}

test("the roles to confirm are printed with whole user IDs and without the search", async ({ page }) => {
  await logInAs(page, "cmsOfficial");
  await open(page, "/access/recertification?everywhere=true");
  await page.emulateMedia({ media: "print" });
  await page.setViewportSize(PAPER);
  await expect(page.getByLabel("Name or user ID")).toBeHidden();
  const names = page.getByRole("table").locator(".q-subject");
  await expect(names.first()).toBeVisible();
  const broken = await names.evaluateAll((names) =>
    names.filter((name) => name.getBoundingClientRect().height > 1.9 * parseFloat(getComputedStyle(name).fontSize)).map((name) => name.textContent),
  );
  expect(broken).toEqual([]);
});

test("codes and days of a report stay whole on paper", async ({ page }) => {
  await logInAs(page, "administrator");
  await open(page, "/reports/error-detail?facility=16E724&from=2026-06-01");
  await page.emulateMedia({ media: "print" });
  await page.setViewportSize(TURNED);
  await expect(page.getByRole("table").getByRole("row").nth(1)).toBeVisible();
  const broken = await page.locator("td").evaluateAll((cells) =>
    cells.filter((cell) => {
      const text = document.createRange();
      text.selectNodeContents(cell);
      return /^[\w/-]{4,10}$/.test(text.toString()) && text.getBoundingClientRect().height > 1.9 * parseFloat(getComputedStyle(cell).fontSize);
    }).map((cell) => cell.textContent),
  );
  expect(broken).toEqual([]);
});

test("a chart prints with its figures", async ({ page }) => {
  await logInAs(page, "administrator");
  await open(page, `/staffing?facility=16E724&quarter=${STORED.key}`);
  const figures = page.getByRole("table", { name: "Nurse hours by week" }).locator("tbody tr").first();
  await expect(figures).toBeHidden();
  const links = [page.getByText("Show as a table"), page.getByRole("link", { name: "Week after" })];
  for (const link of links) await expect(link).toBeVisible();
  await page.emulateMedia({ media: "print" });
  await expect(figures).toBeVisible();
  for (const link of links) await expect(link).toBeHidden();
});
