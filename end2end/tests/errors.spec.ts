// What stands where there is nothing to see, or nothing allowed.
import { OPEN } from "../support/day.ts";
import { logInAs } from "../support/demo.ts";
import { expect, forgive, open, test } from "../support/page.ts";

test("an address that nobody knows is a page of its own, with status 404", async ({ page }) => {
  const answer = await page.goto("/no-such-page");
  expect(answer!.status()).toBe(404);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Page not found");
  await expect(page).toHaveTitle("Page not found - OpenQIES");
  await expect(page.getByRole("main").getByRole("link", { name: "get help" })).toBeVisible();
});

test("whoever may not see a page is told why, which roles may, and who grants them", async ({ page }) => {
  await logInAs(page, "viewer");
  for (const address of ["/pbj/upload", "/support/jobs"]) {
    const answer = await page.goto(address);
    expect(answer!.status(), address).toBe(403);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("You do not have access");
    await expect(page.getByRole("main").getByRole("listitem").first()).toContainText(/\(.+\)/);
    await expect(page.getByRole("main").getByRole("link", { name: "Request User Role" })).toBeVisible();
  }
});

test("what lies outside one's facilities is not there", async ({ page }) => {
  await logInAs(page, "viewer");
  for (const address of [`/staffing?facility=366400&quarter=${OPEN.key}`, "/submissions/1000001", "/dashboard?facility=366400", "/providers/999999"]) {
    const answer = await page.goto(address);
    expect([404, address.startsWith("/dashboard") ? 200 : 404], address).toContain(answer!.status());
  }
});

for (const [status, heading] of [
  [403, "You do not have access"],
  [404, "Page not found"],
  [409, "This has changed in the meantime"],
  [413, "This is too large"],
  [429, "Too many requests"],
  // Without an incident number nothing of ours has failed that is known of.
  [500, "No answer from the server"],
  [503, "Something went wrong on our side"],
] as const) {
  test(`the page of error ${status} says what is wrong and where to go`, async ({ page, faults }) => {
    await open(page, `/error?status=${status}`);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(heading);
    await expect(page.getByRole("main")).not.toContainText(/please|sorry|invalid|oops/i);
    await expect(page.getByRole("main").getByRole("link", { name: "get help" })).toBeVisible();
    // The browser reports the status of the page that this test asked for.
    forgive(faults, `with a status of ${status}`);
  });
}

test("what has changed since the page was loaded is answered with a page that says so", async ({ page }) => {
  await logInAs(page, "helpDesk");
  const jobs = async (state: string): Promise<string[]> => {
    await page.goto(`/support/jobs?state=${state}`);
    const hrefs = await page.getByRole("table").getByRole("link").evaluateAll((all) => all.map((link) => link.getAttribute("href")!));
    return hrefs.filter((href) => /^\/support\/jobs\/[0-9a-f-]+$/.test(href));
  };
  const [done] = await jobs("done");
  await open(page, (await jobs("given_up"))[0]);
  // As if this job had been tried again, and had ended, since its page was loaded.
  const form = page.getByRole("form", { name: "Try again" });
  await form.locator('input[name="id"]').evaluate((input, id) => ((input as HTMLInputElement).value = id), done.split("/").pop()!);
  const [answer] = await Promise.all([
    page.waitForResponse((response) => response.status() === 409),
    form.getByRole("button", { name: "Try again" }).click(),
  ]);
  expect(new URL(answer.url()).pathname).toMatch(/^\/(error|api\/support\/retry_job)$/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("This has changed in the meantime");
  await expect(page).toHaveTitle("This has changed in the meantime - OpenQIES");
  await expect(page.getByRole("main").getByRole("link", { name: "get help" })).toBeVisible();
  await page.getByRole("link", { name: "Go back to the page you came from" }).click();
  await expect(page.getByRole("form", { name: "Try again" })).toBeVisible();
});

test("an error's page shows no words that came through the address", async ({ page }) => {
  await open(page, "/error?status=409&incident=%3Cb%3Ehello%3C%2Fb%3E&message=call+555-0100&reason=call+555-0100");
  await expect(page.getByRole("main")).not.toContainText(/hello|555-0100/);
});

// Addresses that browsers read as another host, by way of the page of an error.
const HOSTILE = ["/.//evil.example", "/x/..//evil.example", "/.\\\\evil.example", "/%2e//evil.example", "/%09/evil.example", "//evil.example"];

test("an error's page leads back to no other site", async ({ page }) => {
  for (const from of HOSTILE) {
    await open(page, `/error?status=404&from=${encodeURIComponent(from)}`);
    await expect(page.getByRole("heading", { level: 1 }), from).toHaveText("Page not found");
    await expect(page.getByRole("link", { name: "Go back to the page you came from" }), from).toHaveCount(0);
    const hosts = await page.getByRole("main").getByRole("link").evaluateAll((all) => all.map((link) => (link as HTMLAnchorElement).host));
    expect(new Set(hosts), from).toEqual(new Set([new URL(page.url()).host]));
  }
});

test("what stands in the query of the page one came from leads nowhere else", async ({ page }) => {
  for (const hostile of HOSTILE) {
    await open(page, `/error?status=404&from=${encodeURIComponent(`/help?next=${hostile}`)}`);
    const { host } = new URL(page.url());
    await page.getByRole("link", { name: "Go back to the page you came from" }).click();
    await expect(page.getByRole("heading", { level: 1 }), hostile).toHaveText("Help");
    const { host: shown, pathname } = new URL(page.url());
    expect([shown, pathname], hostile).toEqual([host, "/help"]);
  }
});

test("another spelling of a page's address is not found, or leads to the page", async ({ page }) => {
  await logInAs(page, "viewer");
  await open(page, "/providers/?q=oak");
  expect(new URL(page.url()).pathname).toBe("/providers");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Providers");
  for (const address of ["//providers", "/%70roviders"]) {
    const answer = await page.request.get(new URL(page.url()).origin + address, { headers: { accept: "text/html" } });
    expect(answer.status(), address).toBe(404);
  }
});

test("errors met on the way inside the app look the same", async ({ page }) => {
  await logInAs(page, "state");
  await open(page, "/help");
  await page.getByRole("main").getByRole("link", { name: "Upload PBJ Files" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "You do not have access" })).toBeFocused();
  await expect(page).toHaveTitle("You do not have access - OpenQIES");
});

test("a session that ended on the way inside the app leads to the log-in page", async ({ page, context }) => {
  await logInAs(page, "state");
  await open(page, "/dashboard");
  await context.clearCookies();
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Providers" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/Welcome to iQIES|Log in to see this page/);
});
