// A page that was opened before a new build took the place of its own.
import { logInAs } from "../support/demo.ts";
import { card, choose } from "../support/files.ts";
import { Installation, PROGRAM } from "../support/installation.ts";
import { expect, forgive, open, test } from "../support/page.ts";
import { pbjFile } from "../support/pbj.ts";
import type { Page } from "@playwright/test";

const [OLD, NEW] = ["00000000000000aa", "00000000000000bb"];

/** Names of the builds of whose files the page asks from now on. */
function builds(page: Page): Set<string> {
  const asked = new Set<string>();
  page.on("request", (request) => {
    const build = /\/pkg\/([0-9a-f]+)\//.exec(request.url());
    if (build) asked.add(build[1]);
  });
  return asked;
}

for (const [what, left, document] of [
  ["kept beside the new one goes on without a new document", [NEW, OLD], false],
  ["gone from the server goes on with the new one", [NEW], true],
] as const) {
  test(`after a true deployment, a page whose build is ${what}`, async ({ page, faults }, testInfo) => {
    if (!PROGRAM) console.log("skipped: there is no program to start beside this instance");
    test.skip(!PROGRAM, "there is no program to start");
    const installation = new Installation(testInfo.outputPath("installation"));
    try {
      installation.publish(OLD);
      const origin = await installation.start();
      await open(page, `${origin}/help`);
      // What it still asks for would be refused while the server is away, and reported as an error.
      await page.waitForLoadState("networkidle");
      await installation.stop();
      installation.publish(...left);
      expect(await installation.start()).toBe(origin);

      const asked = builds(page);
      let documents = 0;
      page.on("request", (request) => (documents += Number(request.isNavigationRequest())));
      await page.getByRole("main").getByRole("link", { name: "the checker" }).click();
      await expect(page.getByRole("heading", { level: 1, name: "Validation Utility Tool" })).toBeVisible();
      await expect(page.locator("body")).toHaveAttribute("data-hydrated", "true");
      expect(documents).toBe(document ? 1 : 0);
      expect(asked.has(NEW)).toBe(document);

      // The page that stands there now works whole, its worker too.
      const file = pbjFile({ unknownTitles: 1 });
      await choose(page, file);
      await expect(card(page, file.name)).toContainText("1 fatal problem");
      // The icons of the findings may still be on their way when the server ends.
      await page.close();
      forgive(faults, "'compile' on 'WebAssembly'", "SplitLoaderError", "script: unreachable");
    } finally {
      await installation.stop();
    }
  });
}

/** The same on the shared demonstration, which cannot be deployed anew: the page's own build is kept from it. */
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

test("a page that cannot be loaded for want of a connection is said so, and the one before stays until there is one", async ({ page, context, faults }) => {
  await logInAs(page, "administrator");
  await open(page, "/dashboard");
  await page.waitForLoadState("networkidle");
  await context.setOffline(true);
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Providers", exact: true }).click();
  const dialog = page.getByRole("alertdialog", { name: "There is no connection" });
  await expect(dialog).toBeVisible();
  await expect(page.locator("h1")).toHaveText("Dashboard");
  await context.setOffline(false);
  await dialog.getByRole("link", { name: "Try again" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Providers" })).toBeVisible();
  // The browser says what could not be loaded, the program too, and stops.
  forgive(faults, "ERR_INTERNET_DISCONNECTED", "Failed to fetch", "'compile' on 'WebAssembly'", "SplitLoaderError", "load callback", "script: unreachable");
});

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
