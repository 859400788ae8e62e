// A registration as people go through it, by labels only: with script and without.
import type { Page } from "@playwright/test";
import { codeMailedTo } from "./mailbox.ts";
import { expect, open } from "./page.ts";
import { answer } from "./proofing.ts";

export const NEW_PASSWORD = "seven green kettles sing";

/** A user ID that nobody else has. */
export function newUserId(): string {
  return `TEST.${Math.random().toString(36).slice(2, 12).toUpperCase()}`;
}

/** Fills in the profile; the address is where the link goes. */
export async function fillProfile(page: Page, email: string): Promise<void> {
  await page.getByLabel("First name").fill("Anne");
  await page.getByLabel("Last name").fill("Somogyi");
  await page.getByLabel("Corporate e-mail address").fill(email);
  await page.getByLabel("Telephone number").fill("(641) 555-0142");
  await page.getByLabel("Street address").fill("509 North Madison Street");
  await page.getByLabel("City").fill("Bloomfield");
  await page.getByLabel("State or territory").selectOption({ label: "Iowa" });
  await page.getByLabel("ZIP code").fill("52537");
  await page.getByLabel("Date of birth").fill("04/27/1984");
}

/** From the page on which a user ID is chosen to the terms, with a new account. */
export async function toTheTerms(page: Page, userId: string): Promise<void> {
  await page.getByLabel("User ID").fill(userId);
  await page.getByLabel(/^Password/).fill(NEW_PASSWORD);
  await page.getByRole("button", { name: "Create the account" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Terms and conditions" })).toBeVisible();
}

/** From the terms to identity proofing. */
async function toTheProofing(page: Page): Promise<void> {
  await page.getByLabel("I have read the terms and conditions and accept them.").check();
  await page.getByRole("button", { name: "Accept and go on" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Identity Proofing" })).toBeVisible();
}

/** From the terms to an open session, whose second factor is the address. */
export async function toTheEnd(page: Page, email: string): Promise<void> {
  await toTheDevice(page);
  await setUpDevice(page, email);
}

/** From the terms to the right answers, after which a second factor is set up. */
export async function toTheDevice(page: Page): Promise<void> {
  await toTheProofing(page);
  await page.getByRole("button", { name: "Start" }).click();
  await answer(page, true);
  await expect(page.getByRole("link", { name: "Set up a device" })).toBeVisible();
}

/** Makes the address the second factor, which opens the session. */
export async function setUpDevice(page: Page, email: string): Promise<void> {
  await page.getByRole("link", { name: "Set up a device" }).click();
  await page.getByRole("main").getByRole("link", { name: "E-mail", exact: true }).click();
  await page.getByLabel("E-mail address").fill(email);
  await page.getByRole("button", { name: "Send Code" }).click();
  await expect(page.getByText("A code was sent to")).toBeVisible();
  await page.getByLabel("Security Code").fill(await codeMailedTo(page, email));
  await page.getByRole("button", { name: "Submit" }).click();
  await expect(page.getByText("The device is set up")).toBeVisible();
}

/** Types user ID and password on the log-in page. */
export async function logIn(page: Page, userId: string, password: string, scripted = true): Promise<void> {
  await open(page, "/login", scripted);
  await page.getByLabel("User ID").fill(userId);
  await page.getByLabel("Password").fill(password);
  await page.getByLabel(/^I have read the full privacy and security notice/).check();
  await page.getByRole("button", { name: "Log In", exact: true }).click();
}
