// Log-in through an agency's own identity provider, a real one, at another site than ours.
import { PASSWORD, PEOPLE } from "../support/demo.ts";
import { CLIENT, CLIENT_SECRET, IdentityProvider } from "../support/identity-provider.ts";
import { Instance } from "../support/mail.ts";
import { proveSecondFactor } from "../support/mailbox.ts";
import { accessible, expect, hydrated, open, test } from "../support/page.ts";
import type { Page } from "@playwright/test";

// One demonstration for all of them, which takes some time to be laid out.
test.describe.configure({ mode: "default" });

const provider = new IdentityProvider();
let demo: Instance;

test.beforeAll(async () => {
  test.setTimeout(330_000);
  const issuer = await provider.start();
  // The program starts while its provider answers nothing.
  demo = await Instance.start(
    "2026-10-20",
    ...["--openid-issuer", issuer, "--openid-client", CLIENT, "--openid-secret", CLIENT_SECRET, "--openid-name", "Oak Agency"],
  );
  provider.knows(demo.origin);
});

test.afterAll(async () => {
  await demo?.stop();
  await provider.stop();
});

// The provider's own pages want a font of another site.
test.beforeEach(async ({ page }) => {
  await page.route("https://fonts.googleapis.com/**", (route) => route.fulfill({ contentType: "text/css", body: "" }));
});

/** From the log-in page to the provider. */
async function leave(page: Page, scripted: boolean): Promise<void> {
  await open(page, `${demo.origin}/login?next=/providers`, scripted);
  await page.getByRole("link", { name: "Log in with Oak Agency" }).click();
}

async function heading(page: Page, name: string, scripted: boolean): Promise<void> {
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  await hydrated(page, scripted);
}

/** The first time: user ID and password, second factor, link. Then: consent, second factor. At last the link is removed. */
async function linkAndLogIn(page: Page, user: string, account: string, scripted: boolean): Promise<void> {
  await leave(page, scripted);
  await provider.logIn(page, account);
  await expect(page).toHaveURL(`${demo.origin}/openid`);
  await heading(page, "Link your account", scripted);
  await accessibleIf(page, scripted);
  await page.getByRole("link", { name: "Log in to link the account" }).click();
  await page.getByLabel("User ID").fill(user);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByLabel(/^I have read the full privacy and security notice/).check();
  await page.getByRole("button", { name: "Log In", exact: true }).click();
  await proveSecondFactor(page, demo.origin);
  await expect(page).toHaveURL(`${demo.origin}/openid`);
  await hydrated(page, scripted);
  await expect(page.getByRole("main")).toContainText(user);
  await page.getByRole("button", { name: "Link the account" }).click();
  await expect(page).toHaveURL(`${demo.origin}/providers`);

  await page.context().clearCookies({ domain: "localhost" });
  await leave(page, scripted);
  // The provider remembers, and asks all the same; nobody is logged in here for it alone.
  await provider.logIn(page, account, "again");
  await expect(page).toHaveURL(`${demo.origin}/openid`);
  await heading(page, "Log In", scripted);
  await accessibleIf(page, scripted);
  await page.getByRole("button", { name: "Log In", exact: true }).click();
  await expect(page.getByRole("main")).toContainText("Select the check box to consent");
  await hydrated(page, scripted);
  await page.getByLabel(/^I have read the full privacy and security notice/).check();
  await page.getByRole("button", { name: "Log In", exact: true }).click();
  await proveSecondFactor(page, demo.origin);
  await expect(page).toHaveURL(`${demo.origin}/providers`);

  await open(page, `${demo.origin}/profile`, scripted);
  await page.getByRole("button", { name: "Remove the link" }).click();
  await expect(page.getByRole("main")).toContainText("Your account is no longer linked");
  await expect(page.getByRole("link", { name: "Link your account to Oak Agency" })).toBeVisible();
}

/** Axe is a script. */
async function accessibleIf(page: Page, scripted: boolean): Promise<void> {
  if (scripted) await accessible(page);
}

test("an account is linked once and then logs in through the provider; no secret is in the log", async ({ page }) => {
  const codes: string[] = [];
  const secrets: string[] = [CLIENT_SECRET, Buffer.from(`${CLIENT}:${CLIENT_SECRET}`).toString("base64")];
  const headers: Promise<Record<string, string>>[] = [];
  page.on("request", (request) => {
    const address = new URL(request.url());
    const told = (name: string): string[] => address.searchParams.getAll(name);
    secrets.push(...["state", "nonce"].flatMap(told));
    if (address.origin === demo.origin) headers.push(request.allHeaders());
    if (address.pathname === "/openid/return") codes.push(...told("code"));
  });
  await linkAndLogIn(page, PEOPLE.administrator.user, "dana.whitlock", true);
  expect(codes).toHaveLength(2);
  const cookies = await page.context().cookies(demo.origin);
  expect(cookies.map((cookie) => cookie.name)).toEqual(["__Host-openqies"]);
  const sent = (await Promise.all(headers)).flatMap(({ cookie }) => cookie?.split("; ") ?? []);
  for (const name of ["__Host-openqies=", "__Host-openqies-ticket="]) {
    const held = sent.filter((cookie) => cookie.startsWith(name)).map((cookie) => cookie.slice(name.length));
    expect(held, name).not.toEqual([]);
    secrets.push(...held);
  }
  // A verifier, an access token and an ID token for each of the two.
  expect(provider.secrets.length).toBeGreaterThanOrEqual(6);
  const log = demo.log();
  expect(log).toContain("/openid/return");
  for (const secret of [...secrets, ...codes, ...provider.secrets]) {
    expect(secret.length, "a secret").toBeGreaterThan(10);
    expect(log.includes(secret), "a secret in the log").toBe(false);
  }
});

test("whose address the provider has not verified can link nothing", async ({ page }) => {
  await leave(page, true);
  await provider.logIn(page, "someone.unverified");
  await heading(page, "Your e-mail address is not verified", true);
  await accessible(page);
});

test("whoever turns back at the provider is at the log-in page, which says so", async ({ page }) => {
  await leave(page, true);
  await page.getByRole("link", { name: "Cancel" }).click();
  await expect(page).toHaveURL(/\/login\?next=%2Fproviders&flash=/);
  await expect(page.getByRole("main")).toContainText("Oak Agency sent you back without a log-in");
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("an account is linked once and then logs in through the provider", async ({ page }) => {
    await linkAndLogIn(page, PEOPLE.state.user, "tomas.berg", false);
  });
});
