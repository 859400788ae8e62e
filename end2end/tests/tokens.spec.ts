// Access tokens: made, shown once, used by a program, revoked; and the page for programs.
import { logInConfirmed } from "../support/log-in.ts";
import { accessible, expect, fitsItsWidth, hydrated, open, test } from "../support/page.ts";

test("a token is made, shown once, good for a program, and revoked", async ({ page, playwright, baseURL }) => {
  await logInConfirmed(page, "submitter");
  await open(page, "/profile/tokens/new");
  await accessible(page);
  await page.getByRole("button", { name: "Make the token" }).click();
  await hydrated(page);
  await expect(page.getByRole("alert")).toContainText("Select what the token may do.");

  const name = `Payroll ${Date.now()}`;
  await page.getByLabel(/^Name/).fill(name);
  await page.getByLabel(/^It ends/).selectOption("30");
  await page.getByLabel("Read reports").check();
  await page.getByRole("button", { name: "Make the token" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Your new access token" })).toBeVisible();
  await accessible(page);
  const token = await page.locator("#token").innerText();
  expect(token).toMatch(/^oqt_[\w-]{43}$/);

  // A program, which has no cookie of the browser's.
  const program = await playwright.request.newContext({ baseURL, extraHTTPHeaders: { Authorization: `Bearer ${token}` } });
  const list = await program.get("/api/v1/submissions");
  expect(list.status()).toBe(200);
  const sent = await program.post("/api/v1/submissions", {
    headers: { "Idempotency-Key": "one" },
    multipart: { kind: "pbj", file: { name: "a.xml", mimeType: "application/xml", buffer: Buffer.from("<a/>") } },
  });
  expect(sent.status()).toBe(403);
  expect((await sent.json()).type).toBe("urn:openqies:problem:token-right");

  await page.reload();
  await expect(page.getByText("An access token is shown once")).toBeVisible();
  await page.getByRole("link", { name: "I have kept it" }).click();
  const row = page.getByRole("row").filter({ hasText: name });
  await expect(row).toContainText(`oqt_…${token.slice(-4)}`);
  await expect(row).toContainText("Read reports");
  await fitsItsWidth(page);
  await row.getByRole("button", { name: `Revoke ${name}` }).click();
  await expect(page.getByText("The token is revoked")).toBeVisible();
  await expect(page.getByRole("row").filter({ hasText: name })).toContainText("Revoked");
  expect((await program.get("/api/v1/submissions")).status()).toBe(401);
  await program.dispose();
});

test("the page for programs needs no log-in and leads to the description", async ({ page }) => {
  await open(page, "/help/api");
  await accessible(page);
  await page.setViewportSize({ width: 320, height: 800 });
  await fitsItsWidth(page);
  const description = await page.request.get("/api/openapi.json");
  expect((await description.json()).openapi).toMatch(/^3\.1/);
});
