// Passkeys, with an authenticator that the browser makes up (Web Authentication, section 11).
import { PEOPLE, type Person } from "../support/demo.ts";
import { logInConfirmed, typePassword } from "../support/log-in.ts";
import { accessible, actWhileWaking, expect, forgive, hydrated, open, test } from "../support/page.ts";
import type { Page } from "@playwright/test";

/** Gives the page's browser an authenticator, whose owner is always there. */
async function withAuthenticator(page: Page): Promise<void> {
  const browser = await page.context().newCDPSession(page);
  await browser.send("WebAuthn.enable");
  await browser.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

/**
 * To where a passkey is made, after the second factor that every person of the demonstration has. A person sets up one
 * device at a time, and tests run at the same time: each has a person of its own.
 */
async function toTheForm(page: Page, person: Person, name: string, scripted = true): Promise<void> {
  await logInConfirmed(page, person);
  await open(page, "/devices/add/passkey", scripted);
  await expect(page.getByRole("heading", { level: 1, name: "Add a device: Passkey" })).toBeVisible();
  await page.getByLabel("Name (optional)").fill(name);
  await page.getByRole("button", { name: "Next" }).click();
  await expect(page.getByRole("heading", { level: 1, name: `Set up: ${name}` })).toBeVisible();
  await hydrated(page, scripted);
}

/** Logs in with a passkey that was made before, as far as its button. */
async function choosePasskey(page: Page, name: string): Promise<void> {
  await typePassword(page, PEOPLE.cms.user);
  await expect(page.getByRole("heading", { level: 1, name: "Two-Factor Authentication" })).toBeVisible();
  await page.getByRole("combobox", { name: "Device" }).selectOption({ label: `${name} (Passkey)` });
  await page.getByRole("button", { name: "Send Code" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Use your passkey" })).toBeVisible();
  await hydrated(page);
}

test("a passkey is made, logs in, is named anew and removed", async ({ page }) => {
  const name = `Key ${Date.now()}`;
  await withAuthenticator(page);
  await toTheForm(page, "cms", name);
  await accessible(page);
  await page.getByRole("button", { name: "Make a passkey" }).click();
  await expect(page.getByRole("status").filter({ hasText: "The device is set up" })).toBeVisible();
  await expect(page.getByRole("row").filter({ hasText: name })).toContainText("Passkey");

  await page.context().clearCookies();
  await choosePasskey(page, name);
  await accessible(page);
  await page.getByRole("button", { name: "Use the passkey" }).click();
  await expect(page).toHaveURL(/\/(dashboard|profile)/);

  await open(page, "/devices");
  const row = page.getByRole("row").filter({ hasText: name });
  await row.getByRole("link", { name: `Rename ${name}` }).click();
  await page.getByLabel(/^Name/).fill(`${name} (old)`);
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("link", { name: `Remove ${name} (old)` }).click();
  await page.getByRole("button", { name: "Remove" }).click();
  await expect(page.getByText("The device is removed")).toBeVisible();
  await expect(row).toHaveCount(0);
});

test("a browser that gets no answer from a passkey says so", async ({ page }) => {
  await page.addInitScript(() => {
    // Nobody is there. The empty page before the first has no passkeys.
    if (!navigator.credentials) return;
    navigator.credentials.create = () => Promise.reject(new DOMException("stopped", "NotAllowedError"));
  });
  await toTheForm(page, "state", "Key");
  await page.getByRole("button", { name: "Make a passkey" }).click();
  await expect(page.getByRole("alert")).toContainText("The passkey gave no answer");
});

test("while the page's program is not there, the button waits for it and a line says so", async ({ page, faults }) => {
  await toTheForm(page, "vendor", "Key");
  await page.route("**/*.wasm", (route) => route.abort());
  await actWhileWaking(page);
  await page.reload();
  await expect(page.getByText("The button works once the page's program has loaded.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Make a passkey" })).toBeDisabled();
  await page.unroute("**/*.wasm");
  await open(page, page.url());
  await expect(page.getByRole("button", { name: "Make a passkey" })).toBeEnabled();
  await expect(page.getByText("The button works once the page's program has loaded.")).toHaveCount(0);
  // The program that was held back.
  forgive(faults, "Failed to fetch", "net::ERR_FAILED");
});

test("a browser without passkeys says so", async ({ page }) => {
  await page.addInitScript(() => {
    if (window.PublicKeyCredential) Reflect.deleteProperty(PublicKeyCredential, "parseCreationOptionsFromJSON");
  });
  await toTheForm(page, "helpDesk", "Key");
  await page.getByRole("button", { name: "Make a passkey" }).click();
  await expect(page.getByRole("alert")).toContainText("This browser cannot use passkeys here");
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("the page says that a passkey needs it, and leads to the other devices", async ({ page }) => {
    await toTheForm(page, "administrator", "Key", false);
    // Searches for text pass <noscript> by.
    await expect(page.locator("main noscript p")).toContainText("A passkey needs script, which your browser does not run here.");
    await expect(page.getByRole("button", { name: "Make a passkey" })).toBeHidden();
    await page.getByRole("link", { name: "Choose another device" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Two-factor devices" })).toBeVisible();
  });
});
