// What every browser test shares: a page that fails the test for a console error or a broken
// security policy, and helpers that wait for conditions instead of time.
import { test as base, expect, type Locator, type Page, type Response } from "@playwright/test";
import { readFileSync } from "node:fs";

export { expect };

type Watch = { faults: string[] };

export const test = base.extend<Watch>({
  faults: [
    async ({ browser, page, javaScriptEnabled }, use) => {
      const others = browser.contexts();
      const faults: string[] = [];
      page.on("pageerror", (error) => faults.push(`script: ${error.message}`));
      page.on("console", (message) => {
        // The browser itself reports an answer of 4xx; the test that asked for it expects it.
        const answer = /Failed to load resource: the server responded with a status of 4\d\d/;
        if (message.type() === "error" && !answer.test(message.text())) {
          faults.push(`console: ${message.text()}`);
        }
      });
      if (javaScriptEnabled !== false) {
        await waitWhileWaking(page);
        await page.addInitScript(() => {
          document.addEventListener("securitypolicyviolation", (event) => {
            console.error(`security policy: ${event.violatedDirective} ${event.blockedURI}`);
          });
        });
      }
      await use(faults);
      // The browsers of other people: their pages would go on asking the server beside every later test.
      const opened = browser.contexts().filter((context) => !others.includes(context));
      await Promise.all(opened.map((context) => context.close()));
      expect(faults, "console errors and security policy violations").toEqual([]);
    },
    { auto: true },
  ],
});

/** Takes out what the test itself has brought about; everything else still fails it. */
export function forgive(faults: string[], ...expected: string[]): void {
  const left = faults.filter((fault) => !expected.some((words) => fault.includes(words)));
  faults.splice(0, faults.length, ...left);
}

/** A document whose program has not taken it over: what is typed or ticked now may be lost. */
const WAKING = 'html:has(head script[type="module"]) > body:not([data-hydrated])';

/** The pages that wait by themselves. */
const patient = new WeakSet<Page>();

/** Lets whatever is done on this page from now on wait until the document that has just come is awake. */
async function waitWhileWaking(page: Page): Promise<void> {
  if (patient.has(page)) return;
  patient.add(page);
  await page.addLocatorHandler(page.locator(WAKING), async () => {});
}

/** For tests of what a page does before it is awake. */
export async function actWhileWaking(page: Page): Promise<void> {
  patient.delete(page);
  await page.removeLocatorHandler(page.locator(WAKING));
}

/** Waits until the page answers to clicks; without script it always does. */
export async function hydrated(page: Page, scripted = true): Promise<void> {
  if (scripted) await expect(page.locator("body")).toHaveAttribute("data-hydrated", "true");
}

/** Goes to an address of the app and waits until it can be used. Gives the answer that brought the page. */
export async function open(page: Page, address: string, scripted = true): Promise<Response | null> {
  if (scripted) await waitWhileWaking(page);
  const answer = await page.goto(address);
  await hydrated(page, scripted);
  return answer;
}

const AXE = readFileSync("node_modules/axe-core/axe.min.js", "utf8");

/** WCAG 2.2, A and AA; `wcag22aa` turns target size on. */
const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/**
 * No violation of WCAG 2.2 AA that axe can see. `rules` are the only ones, where the others have looked at the same
 * document already and would find the same.
 */
export async function accessible(page: Page, rules?: string[]): Promise<void> {
  // Once for each document: half a megabyte takes as long to read in as its rules take to run.
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(AXE);
  const runOnly = rules ? { type: "rule" as const, values: rules } : { type: "tag" as const, values: WCAG };
  const found = await page.evaluate(async (runOnly) => {
    if (document.querySelector("iframe, frame")) return ["there is a frame, into which nobody looks here"];
    const { axe } = window as unknown as { axe: typeof import("axe-core") };
    const { violations } = await axe.run(document, { runOnly, resultTypes: ["violations"] });
    return violations.map((v) => `${v.id}: ${v.help} (${v.nodes.map((n) => n.target).join("; ")})`);
  }, runOnly);
  expect(found).toEqual([]);
}

/** Nothing sticks out sideways: WCAG 1.4.10 reflow. */
export async function fitsItsWidth(page: Page): Promise<void> {
  const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  expect(content, "the page's width in pixels").toBeLessThanOrEqual(window);
}

/** Waits until these all say one thing: the address names a filter before the list has come. */
export async function allSay(texts: Locator, words: string): Promise<void> {
  await expect.poll(async () => [...new Set(await texts.allInnerTexts())]).toEqual([words]);
}

/** Records every text that live regions announce from now on. */
export async function announcements(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const heard: string[] = [];
    (window as unknown as { heard: string[] }).heard = heard;
    const regions = "[aria-live],[role=status],[role=alert]";
    new MutationObserver((changes) => {
      for (const { target } of changes) {
        const element = target instanceof Element ? target : target.parentElement;
        const text = element?.closest(regions)?.textContent?.trim();
        if (text && heard.at(-1) !== text) heard.push(text);
      }
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  return () => page.evaluate(() => (window as unknown as { heard: string[] }).heard);
}

/** The hour of the day in New York, where the rules' clock is. */
export function newYorkHour(): number {
  return Number(new Intl.DateTimeFormat("en-US", { timeZone: "America/New_York", hour: "numeric", hourCycle: "h23" }).format());
}

/** The browser asks whether to leave, and is answered once; these are its questions. */
export function answerQuestions(page: Page, answer: "accept" | "dismiss"): string[] {
  const questions: string[] = [];
  page.once("dialog", (dialog) => {
    questions.push(dialog.type());
    void dialog[answer]();
  });
  return questions;
}
