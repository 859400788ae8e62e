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

/** The code of the newest message to an address. */
export async function mailedCode(page: Page, to: string): Promise<string> {
  await newest(page, to, "Your security code");
  return page.getByRole("article").first().locator("code").innerText();
}
