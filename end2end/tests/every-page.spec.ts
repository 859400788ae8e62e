// What holds for every page, whoever looks at it.
import { accessible, expect, fitsItsWidth, open, test } from "../support/page.ts";
import { logInAs } from "../support/demo.ts";

const pages: Record<string, string[]> = {
  nobody: ["/login", "/help", "/help/pbj-edits", "/vut", "/no-such-page"],
  "Dana Whitlock": [
    "/dashboard",
    "/dashboard?facility=16E724",
    "/providers",
    "/providers/16E724",
    "/pbj/upload",
    "/submissions",
    "/staffing",
    "/staffing?facility=16E724&quarter=2026Q4",
    "/staffing/status",
    "/profile",
    "/request-role",
  ],
  "Tomas Berg": ["/dashboard", "/providers?state=IA", "/staffing/status"],
  "Ruth Ellery": ["/dashboard", "/submissions", "/submissions?state=rejected"],
  "Sam Okafor": ["/dashboard", "/support/jobs", "/support/jobs?state=dead"],
};

for (const [person, addresses] of Object.entries(pages)) {
  for (const address of addresses) {
    test(`${person} at ${address}: accessible, fits 320 pixels and large text`, async ({ page }) => {
      if (person !== "nobody") await logInAs(page, person);
      await open(page, address);
      await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
      await expect(page).toHaveTitle(/ - OpenQIES$/);
      await accessible(page);

      await page.setViewportSize({ width: 320, height: 800 });
      await fitsItsWidth(page);
      await accessible(page);

      await page.setViewportSize({ width: 1280, height: 900 });
      await page.evaluate(() => document.documentElement.style.setProperty("font-size", "200%"));
      await fitsItsWidth(page);
    });
  }
}

test("forced colours keep every page accessible", async ({ page }) => {
  await logInAs(page, "Dana Whitlock");
  await page.emulateMedia({ forcedColors: "active" });
  for (const address of ["/dashboard", "/pbj/upload", "/submissions"]) {
    await open(page, address);
    await accessible(page);
  }
});

test("the HTML of a page has unique ids, no style attribute, and names only ids that are there", async ({ page }) => {
  await logInAs(page, "Dana Whitlock");
  for (const address of pages["Dana Whitlock"]!) {
    await open(page, address);
    const faults = await page.evaluate(() => {
      const found: string[] = [];
      const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
      for (const id of new Set(ids)) if (ids.filter((other) => other === id).length > 1) found.push(`id ${id} twice`);
      for (const name of ["aria-labelledby", "aria-describedby", "aria-controls", "for"]) {
        for (const element of document.querySelectorAll(`[${name}]`)) {
          for (const id of element.getAttribute(name)!.split(/\s+/)) {
            if (!document.getElementById(id)) found.push(`${name}=${id} names nothing`);
          }
        }
      }
      return found;
    });
    expect(faults, address).toEqual([]);
    const html = await (await page.request.get(address, { headers: { accept: "text/html" } })).text();
    expect(html, address).not.toMatch(/<[^>]+\sstyle=/);
    expect(html, address).not.toMatch(/official website of the United States government/i);
  }
});
