// What holds for every page: rules that a browser can check by itself.
import { expect, type Page } from "@playwright/test";
import { accessible, fitsItsWidth, open } from "./page.ts";

/** All that follows, of the page at this address. */
export async function holds(page: Page, address: string): Promise<void> {
  await open(page, address);
  await expect(page).toHaveTitle(/^.+ - OpenQIES$/);
  await wellFormed(page);
  await accessible(page);
  await keepsForcedColours(page);
  await fitsSmallScreens(page);
  await fitsLargeText(page);
  await fitsWideSpacing(page);
  await holdsAsSent(page, address);
}

/** One heading, ids once, references that lead somewhere, names for forms and icons. */
export async function wellFormed(page: Page): Promise<void> {
  const faults = await page.evaluate(() => {
    const found: string[] = [];
    const headings = document.querySelectorAll("h1").length;
    if (headings !== 1) found.push(`${headings} h1 headings`);
    const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
    found.push(...new Set(ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `the id ${id} twice`)));
    const references = ["aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "aria-errormessage", "for"];
    for (const name of references) {
      for (const element of document.querySelectorAll(`[${name}]`)) {
        for (const id of (element.getAttribute(name) ?? "").split(/\s+/)) {
          if (!document.getElementById(id)) found.push(`${name}="${id}" leads nowhere`);
        }
      }
    }
    for (const link of document.querySelectorAll<HTMLAnchorElement>('main a[href^="#"]')) {
      if (!document.getElementById(link.hash.slice(1))) found.push(`the link ${link.hash} leads nowhere`);
    }
    const forms = [...document.querySelectorAll("main form[aria-label]")].map((form) => form.getAttribute("aria-label"));
    if (new Set(forms).size !== forms.length) found.push(`two forms of one name: ${forms.join(", ")}`);
    for (const icon of document.querySelectorAll("svg")) {
      const named = icon.getAttribute("role") === "img" && (icon.getAttribute("aria-labelledby") ?? icon.getAttribute("aria-label"));
      if (!named && !icon.closest('[aria-hidden="true"]')) found.push(`an svg without a name: ${icon.outerHTML.slice(0, 60)}`);
    }
    for (const header of document.querySelectorAll("th")) if (!header.hasAttribute("scope")) found.push(`a th without a scope`);
    return found;
  });
  expect(faults).toEqual([]);
}

/** The document as the server sends it, before any script. */
async function holdsAsSent(page: Page, address: string): Promise<void> {
  const answer = await page.request.get(address, { headers: { accept: "text/html" } });
  const html = await answer.text();
  expect(html.trimEnd().endsWith("</html>"), "the document is whole").toBe(true);
  expect(html).not.toMatch(/<[^>]+\sstyle=/);
  expect(html).not.toMatch(/official website of the United States government/i);
  expect(html).toContain("not operated by CMS");
  const headers = answer.headers();
  const policy = headers["content-security-policy"];
  for (const directive of ["default-src", "script-src", "'strict-dynamic'", "object-src 'none'", "base-uri", "frame-ancestors"]) {
    expect(policy).toContain(directive);
  }
  expect(policy).not.toContain("unsafe-inline");
  expect(policy).not.toContain("'unsafe-eval'");
  const nonces = [...html.matchAll(/<script[^>]*>/g)].map(([tag]) => /nonce="([^"]+)"/.exec(tag)?.[1]);
  for (const nonce of nonces) expect(policy, "each script carries this answer's nonce").toContain(`'nonce-${nonce}'`);
  expect(headers["x-content-type-options"]).toBe("nosniff");
  expect(headers["referrer-policy"]).toBeTruthy();
  expect(headers["cache-control"]).toContain("no-store");
}

/** Adds style rules as a user's own style sheet would; the page's policy forbids what pages add themselves. */
async function styled(page: Page, rules: string): Promise<void> {
  await page.evaluate((rules) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(rules);
    document.adoptedStyleSheets = [sheet];
  }, rules);
}

/** WCAG 1.4.10: 320 pixels wide, nothing to scroll sideways. */
export async function fitsSmallScreens(page: Page): Promise<void> {
  await page.setViewportSize({ width: 320, height: 800 });
  await fitsItsWidth(page);
  await accessible(page);
  await page.setViewportSize({ width: 1280, height: 900 });
}

/** WCAG 1.4.4: text twice as large. */
export async function fitsLargeText(page: Page): Promise<void> {
  await styled(page, "html { font-size: 200% !important; }");
  await fitsItsWidth(page);
  expect(await clipped(page), "clipped at 200 % text").toEqual([]);
  await styled(page, "");
}

/** WCAG 1.4.12: the spacing that a reader may set. */
export async function fitsWideSpacing(page: Page): Promise<void> {
  await styled(
    page,
    `* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
     p { margin-bottom: 2em !important; }`,
  );
  await fitsItsWidth(page);
  expect(await clipped(page), "clipped at wide text spacing").toEqual([]);
  await styled(page, "");
}

/** Buttons, cells, headings and links whose words do not fit. */
function clipped(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>("button, a, td, th, h1, h2, h3, label, summary, select")]
      .filter((element) => {
        const style = getComputedStyle(element);
        const hides = style.overflowX !== "visible" || style.overflowY !== "visible";
        const seen = element.getClientRects().length > 0 && !element.classList.contains("usa-sr-only");
        return seen && hides && (element.scrollHeight > element.clientHeight + 1 || element.scrollWidth > element.clientWidth + 1);
      })
      .map((element) => `${element.tagName.toLowerCase()}: ${element.innerText.slice(0, 40)}`),
  );
}

/** The colours that a person has chosen instead of the page's. */
export async function keepsForcedColours(page: Page): Promise<void> {
  await page.emulateMedia({ forcedColors: "active" });
  await accessible(page);
  await page.emulateMedia({ forcedColors: null });
}
