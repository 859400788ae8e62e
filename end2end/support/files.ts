// Handing files to a page, as people do.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { expect, test, type Page, type TestInfo } from "@playwright/test";
import { open } from "./page.ts";

export type FilePayload = { name: string; mimeType: string; buffer: Buffer };

/**
 * A file of the public data. A test whose file is not there fails, unless `OPENQIES_TEST_DATA=skip` says that skipping
 * is meant, as for the tests in Rust (crates/public-data).
 */
export function publicData(name: string): Buffer {
  const path = `${process.env.OPENQIES_DATA ?? "../../shared/data"}/${name}`;
  const skips = !existsSync(path) && process.env.OPENQIES_TEST_DATA === "skip";
  if (skips) console.log(`skipped without ${path}: OPENQIES_TEST_DATA=skip`);
  test.skip(skips, `${path} is not there`);
  if (!existsSync(path)) throw new Error(`${path} is not there: name the folder of public data in OPENQIES_DATA, or set OPENQIES_TEST_DATA=skip`);
  return readFileSync(path);
}

/** What the field for files is called: on the page for payroll files, on the checker, on the page for assessments. */
const FILES = /^(PBJ files|PBJ files or assessments|Assessment files)/;

/** Chooses files with the button. A large one is written to disk first: Playwright hands over 50 MB at most. */
export async function choose(page: Page, ...files: FilePayload[]): Promise<void> {
  await page.getByLabel(FILES).setInputFiles(files);
}

/** The same for files of any size. */
export async function chooseLarge(page: Page, testInfo: TestInfo, file: FilePayload): Promise<void> {
  const path = testInfo.outputPath(file.name);
  writeFileSync(path, file.buffer);
  await page.getByLabel(FILES).setInputFiles(path);
}

/** Drops files where the page says that they can be dropped. */
export async function drop(page: Page, ...files: FilePayload[]): Promise<void> {
  const contents = files.map(({ name, mimeType, buffer }) => ({ name, mimeType, bytes: buffer.toString("base64") }));
  const transfer = await page.evaluateHandle((contents) => {
    const transfer = new DataTransfer();
    for (const { name, mimeType, bytes } of contents) {
      const binary = Uint8Array.from(atob(bytes), (character) => character.charCodeAt(0));
      transfer.items.add(new File([binary], name, { type: mimeType }));
    }
    return transfer;
  }, contents);
  const zone = page.getByLabel(FILES).locator("..");
  await zone.dispatchEvent("dragover", { dataTransfer: transfer });
  await zone.dispatchEvent("drop", { dataTransfer: transfer });
}

/** Drops a folder as a file manager does: what a script puts together holds none. */
export async function dropFolder(page: Page, path: string): Promise<void> {
  const zone = page.getByLabel(FILES).locator("..");
  await zone.scrollIntoViewIfNeeded();
  const { x, y, width, height } = (await zone.boundingBox())!;
  const browser = await page.context().newCDPSession(page);
  for (const type of ["dragEnter", "dragOver", "drop"] as const) {
    const data = { items: [], files: [path], dragOperationsMask: 1 };
    await browser.send("Input.dispatchDragEvent", { type, x: x + width / 2, y: y + height / 2, data });
  }
}

/**
 * Holds the checker's messages back until the function that this gives is called, and then hands the page one in each
 * frame: a check is under way for as long as a test needs it, however fast the machine, and nothing is announced over.
 * To be called before the page is opened.
 */
export async function holdChecker(page: Page): Promise<() => Promise<void>> {
  await page.addInitScript(() => {
    const queues = new WeakMap<Worker, MessageEvent[]>();
    const { set } = Object.getOwnPropertyDescriptor(Worker.prototype, "onmessage")!;
    Object.defineProperty(Worker.prototype, "onmessage", {
      set(this: Worker, listen: ((event: MessageEvent) => void) | null) {
        // What waits for a listener that has gone is not delivered.
        queues.get(this)?.splice(0);
        const queue: MessageEvent[] = [];
        queues.set(this, queue);
        let running = false;
        const next = (): void => {
          const event = document.body.dataset.checker === "released" ? queue.shift() : undefined;
          if (event) listen?.(event);
          running = queue.length > 0;
          if (running) requestAnimationFrame(next);
        };
        const take = (event: MessageEvent): void => {
          queue.push(event);
          if (!running) requestAnimationFrame(next);
          running = true;
        };
        set!.call(this, listen && take);
      },
    });
  });
  return () => page.evaluate(() => void (document.body.dataset.checker = "released"));
}

/** The part of the page that is about one file. */
export function card(page: Page, name: string) {
  return page.getByRole("listitem").filter({ has: page.getByRole("heading", { name, exact: true }) });
}

/** Sends a checked file and gives the number of its receipt; says that it may take away much, if it is asked. */
export async function send(page: Page, name: string): Promise<string> {
  const button = card(page, name).getByRole("button", { name: `Send ${name}` });
  const asked = card(page, name).getByText("Tick the box if this file is to take away");
  const receipt = card(page, name).getByRole("link", { name: /^Submission \d+$/ });
  await button.click();
  await expect(receipt.or(asked)).toBeVisible();
  if (await asked.isVisible()) {
    await card(page, name).getByLabel(/^Yes, this file/).check();
    await button.click();
  }
  await expect(receipt).toBeVisible();
  return (await receipt.innerText()).replace("Submission ", "");
}

/** Opens a submission's page again and again until its state is this one: without script no page follows along. */
export async function becomes(page: Page, address: string, state: RegExp, scripted: boolean): Promise<void> {
  await expect
    .poll(
      async () => {
        await open(page, address, scripted);
        return page.locator(".q-state").innerText();
      },
      { timeout: 30_000 },
    )
    .toMatch(state);
}
