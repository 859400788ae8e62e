// Devices of the second factor that show codes by themselves.
import { createHmac } from "node:crypto";
import type { Page } from "@playwright/test";

/** An authenticator app that was given a typed key (RFC 6238). */
export class Authenticator {
  private step = 0;

  constructor(private readonly key: string) {}

  /** A code that was not shown before: each half minute's is taken once, and the next one's a little early. */
  code(): string {
    this.step = Math.max(this.step + 1, Math.floor(Date.now() / 30_000));
    return shownBy(this.key, this.step);
  }
}

function shownBy(key: string, step: number): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...key.replaceAll(" ", "")].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const secret = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
  const counted = Buffer.alloc(8);
  counted.writeBigUInt64BE(BigInt(step));
  const digest = createHmac("sha1", secret).update(counted).digest();
  const offset = digest[19] & 15;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

/** The app whose key stands on the page that sets it up. */
export async function authenticatorOf(page: Page): Promise<Authenticator> {
  return new Authenticator(await page.locator("dd code").innerText());
}

/** Chooses, on the page of the second factor, the device whose entry begins with these words. */
export async function chooseDevice(page: Page, words: string): Promise<void> {
  const devices = page.getByRole("combobox", { name: "Device" });
  const entries = await devices.getByRole("option").allInnerTexts();
  await devices.selectOption({ label: entries.find((entry) => entry.startsWith(words)) ?? words });
  await page.getByRole("button", { name: "Send Code" }).click();
}
