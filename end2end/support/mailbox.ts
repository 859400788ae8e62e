// The demonstration's mailbox, as the person who is mailed to uses it.
import { expect, type Page } from "@playwright/test";
import { randomUUID } from "node:crypto";
import { attribute, read } from "./forms.ts";
import { open } from "./page.ts";

/** An address that nobody else has, at a corporate domain. */
export function newAddress(): string {
  return `anne-${randomUUID()}@davis.example.org`;
}

/** The messages to an address as they stand in the mailbox, in HTML, the newest first. */
export async function messagesTo(page: Page, address: string): Promise<string[]> {
  const mailbox = await read(page, `/demo/mailbox?to=${encodeURIComponent(address)}`);
  return mailbox.split("<article").slice(1).map((message) => message.split("</article>")[0]);
}

/** Where the newest mail of this subject to an address leads, once there is one. */
export async function linkMailedTo(page: Page, to: string, subject: string): Promise<string> {
  let mail = "";
  await expect(async () => {
    mail = (await messagesTo(page, to)).find((message) => message.includes(subject)) ?? "";
    expect(mail, `a message to ${to}`).toContain(subject);
  }).toPass();
  return attribute(/<a[^>]*>/.exec(mail)?.[0] ?? "", "href");
}

/** Opens the link of the newest mail of this subject, from outside, as a mail program does. */
export async function followMailedLink(page: Page, to: string, subject: string, scripted = true): Promise<void> {
  await open(page, await linkMailedTo(page, to, subject), scripted);
}

/** Finds the newest mail to an address in the demonstration's mailbox, and clicks its link there. */
export async function clickMailedLink(page: Page, to: string, subject: string, scripted = true): Promise<void> {
  await linkMailedTo(page, to, subject);
  await open(page, `/demo/mailbox?to=${encodeURIComponent(to)}`, scripted);
  await expect(page.getByRole("article").first()).toContainText(subject);
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

/** The code of the newest message to an address that nobody else has; or of that which has this reference. */
export async function codeMailedTo(page: Page, address: string, reference?: string): Promise<string> {
  let code = "";
  await expect(async () => {
    const messages = await messagesTo(page, address);
    const message = messages.find((message) => !reference || message.includes(`reference ${reference}.`));
    code = /<code[^>]*>([^<]+)</.exec(message ?? "")?.[1] ?? "";
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
