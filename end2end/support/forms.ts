// What a test needs before it begins, and does not look at: the pages' plain forms, sent by HTTP as a browser without
// script sends them. Session cookies are those of the page's browser.
import type { APIResponse, Page } from "@playwright/test";
import { expect } from "./page.ts";

/** By their names. */
export type Fields = Record<string, string>;

/** The document at an address. */
export async function read(page: Page, address: string): Promise<string> {
  return (await found(page, address)).text();
}

async function found(page: Page, address: string): Promise<APIResponse> {
  const answer = await page.request.get(address, { headers: { accept: "text/html" } });
  expect(answer.status(), address).toBe(200);
  return answer;
}

/**
 * Sends the form of this name that stands at an address: with these fields, which may depend on the document, and with
 * what the form holds by itself. Gives the address that the answer leads to. A form that comes back fails the test.
 */
export async function submit(
  page: Page,
  address: string,
  name: string,
  fields: Fields | ((html: string) => Fields | Promise<Fields>) = {},
): Promise<string> {
  const document = await found(page, address);
  const html = await document.text();
  const form = [...html.matchAll(/(<form[^>]*>)([\s\S]*?)<\/form>/g)].find(([, tag]) => attribute(tag, "aria-label") === name);
  expect(form, `the form "${name}" at ${address}`).toBeTruthy();
  const [, tag, content] = form!;
  const filled = typeof fields === "function" ? await fields(html) : fields;
  const answer = await page.request.post(attribute(tag, "action"), {
    form: { ...held(content), ...filled },
    headers: { accept: "text/html", origin: new URL(document.url()).origin },
    maxRedirects: 0,
  });
  expect([302, 303], `the form "${name}" at ${address}`).toContain(answer.status());
  const location = answer.headers().location;
  expect(location, `the form "${name}" at ${address} comes back`).not.toContain("flash=");
  return location;
}

/** What a form holds before anybody fills it in: no files, and nothing that is written in a large field. */
function held(content: string): Fields {
  const fields: Fields = {};
  for (const [tag] of content.matchAll(/<input[^>]*>/g)) {
    const kind = attribute(tag, "type");
    const goesAlong = kind === "checkbox" || kind === "radio" ? /\schecked\b/.test(tag) : kind !== "file";
    if (goesAlong) fields[attribute(tag, "name")] = attribute(tag, "value");
  }
  for (const [, tag, list] of content.matchAll(/(<select[^>]*>)([\s\S]*?)<\/select>/g)) {
    const options = [...list.matchAll(/<option[^>]*>/g)].map(([option]) => option);
    const chosen = options.find((option) => /\sselected\b/.test(option)) ?? options[0];
    if (chosen) fields[attribute(tag, "name")] = attribute(chosen, "value");
  }
  return fields;
}

/** What an attribute of a tag says; nothing, if there is none. */
export function attribute(tag: string, name: string): string {
  return unescaped(new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1] ?? "");
}

function unescaped(html: string): string {
  const characters: Fields = { amp: "&", lt: "<", gt: ">", quot: '"', "#x27": "'", "#39": "'" };
  return html.replaceAll(/&(amp|lt|gt|quot|#x27|#39);/g, (_, name: string) => characters[name]);
}
