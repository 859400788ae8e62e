// The demonstration's mailbox, as the person who is mailed to uses it.
import { expect, type Page } from "@playwright/test";
import { randomUUID } from "node:crypto";
import { hydrated } from "./page.ts";

/** An address that nobody else has, at a corporate domain. */
export function newAddress(): string {
  return `anne-${randomUUID()}@davis.example.org`;
}

/** Shows what was sent to an address, as soon as the newest message has this subject. */
async function newest(page: Page, to: string, subject: string): Promise<void> {
  await expect(async () => {
    await page.goto(`/demo/mailbox?to=${encodeURIComponent(to)}`);
    await expect(page.getByRole("article").first()).toContainText(subject, { timeout: 1_000 });
  }).toPass();
}

/** Opens the link of the newest mail to an address. */
export async function followMailedLink(page: Page, to: string, subject: string, scripted = true): Promise<void> {
  await newest(page, to, subject);
  await hydrated(page, scripted);
  await page.getByRole("article").first().getByRole("link").click();
}

/** The code that was sent to someone under the reference that their page shows. `origin` is that of another instance. */
export async function mailedCode(page: Page, reference: string, origin = ""): Promise<string> {
  let code = "";
  await expect(async () => {
    const mailbox = await (await page.request.get(`${origin}/demo/mailbox`)).text();
    const message = mailbox.split("<article").find((message) => message.includes(`reference ${reference}.`));
    code = /<code[^>]*>([^<]+)</.exec(message ?? "")?.[1] ?? "";
    expect(code, `the code with the reference ${reference}`).toMatch(/^\d{8}$/);
  }).toPass();
  return code;
}

/** The code of the newest message to an address that nobody else has. */
export async function codeMailedTo(page: Page, address: string): Promise<string> {
  let code = "";
  await expect(async () => {
    const mailbox = await (await page.request.get(`/demo/mailbox?to=${encodeURIComponent(address)}`)).text();
    code = /<code[^>]*>([^<]+)</.exec(mailbox.split("<article")[1] ?? "")?.[1] ?? "";
    expect(code, `the code that was mailed to ${address}`).toMatch(/^\d{8}$/);
  }).toPass();
  return code;
}

/** Goes through the two pages of the second factor, with the code from the demonstration's mailbox. */
export async function proveSecondFactor(page: Page, origin = ""): Promise<void> {
  await expect(page.getByRole("heading", { level: 1, name: "Two-Factor Authentication" })).toBeVisible();
  await page.getByRole("button", { name: "Send Code" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Enter Code" })).toBeVisible();
  const reference = await page.locator(".q-reference").innerText();
  await page.getByLabel("Security Code").fill(await mailedCode(page, reference, origin));
  await page.getByRole("button", { name: "Submit" }).click();
}
