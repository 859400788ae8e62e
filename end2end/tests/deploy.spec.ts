// A page that was opened before a new build took the place of its own.
import { logInAs } from "../support/demo.ts";
import { expect, forgive, open, test } from "../support/page.ts";
import type { Page } from "@playwright/test";

/** As after several deployments: nothing of this page's build is left on the server, other builds are. */
async function deployed(page: Page): Promise<void> {
  const build = await page.evaluate(() => /\/pkg\/([0-9a-f]+)\//.exec(document.head.innerHTML)![1]);
  let old = true;
  // The new document's requests are for the same build here: only those before it fail.
  page.on("request", (request) => {
    if (request.isNavigationRequest()) old = false;
  });
  await page.route(new RegExp(`/pkg/${build}/`), (route) => (old ? route.fulfill({ status: 404 }) : route.continue()));
}

for (const [heading, link] of [
  ["Providers", "Providers"],
  ["Submission History", "Submissions"],
  ["Staffing Hours", "Staffing Hours"],
]) {
  test(`a link to ${heading} works when its code is gone from the server`, async ({ page, faults }) => {
    await logInAs(page, "administrator");
    await open(page, "/dashboard");
    await deployed(page);
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: link, exact: true }).click();
    await expect(page.getByRole("heading", { level: 1, name: heading })).toBeVisible();
    await expect(page).toHaveTitle(`${heading} - OpenQIES`);
    // And the page that was loaded instead is alive.
    await expect(page.locator("body")).toHaveAttribute("data-hydrated", "true");
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Dashboard" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Dashboard" })).toBeVisible();
    // The missing code is this test's doing: the browser says so, the program too, and stops.
    forgive(faults, "'compile' on 'WebAssembly'", "SplitLoaderError", "script: unreachable");
  });
}

test("forms work on a page whose code is gone from the server", async ({ page }) => {
  await logInAs(page, "administrator");
  await open(page, "/providers");
  await deployed(page);
  await page.getByLabel("Name, city, CCN or Facility ID").fill("16E724");
  await page.getByRole("button", { name: "Apply filters" }).click();
  await expect(page.getByRole("link", { name: "DAVIS COUNTY HOSPITAL" })).toBeVisible();
});

test("a build's files are kept for a year, and pages are not kept", async ({ page }) => {
  await open(page, "/login");
  const script = await page.locator('link[rel="modulepreload"]').first().getAttribute("href");
  const answer = await page.request.get(script!);
  expect(answer.headers()["cache-control"]).toContain("immutable");
  const gone = await page.request.get(script!.replace(/pkg\/[0-9a-f]+/, "pkg/0000000000000000"));
  expect(gone.status()).toBe(404);
  expect(gone.headers()["cache-control"] ?? "").not.toContain("immutable");
});
