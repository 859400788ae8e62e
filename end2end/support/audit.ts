// What holds for every page: rules that a browser can check by itself.
import { expect, type Page, type Response } from "@playwright/test";
import { accessible, fitsItsWidth, open } from "./page.ts";

/** All that follows, of the page at this address. */
export async function holds(page: Page, address: string, scripted = true): Promise<void> {
  const answer = await open(page, address, scripted);
  await expect(page).toHaveTitle(/^.+ - OpenQIES$/);
  await holdsAsSent(answer!);
  await holdsAsShown(page);
}

/** What holds of a page as it stands in the browser, whatever was done on it. */
export async function holdsAsShown(page: Page): Promise<void> {
  await wellFormed(page);
  await accessible(page);
  await keepsForcedColours(page);
  await fitsSmallScreens(page);
  await fitsLargeText(page);
  await fitsWideSpacing(page);
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
async function holdsAsSent(answer: Response): Promise<void> {
  const html = await answer.text();
  expect(html.trimEnd().endsWith("</html>"), "the document is whole").toBe(true);
  expect(html).not.toMatch(/<[^>]+\sstyle=/);
  expect(html).not.toMatch(/official website of the United States government/i);
  expect(html).toContain("not operated by CMS");
  const headers = await answer.allHeaders();
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

/**
 * What else axe finds in forced colours: our rules for them (`@media (forced-colors)`) change colours and edges, hence
 * sizes, and neither the document nor what of it is shown. What its other rules find, they have found before.
 */
const OF_COLOURS_AND_SIZES = ["color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size"];

/** The colours that a person has chosen instead of the page's: what carries meaning stays to be seen. */
export async function keepsForcedColours(page: Page): Promise<void> {
  await page.emulateMedia({ forcedColors: "active" });
  await accessible(page, OF_COLOURS_AND_SIZES);
  expect(await lost(page), "not to be seen in forced colours").toEqual([]);
  // From the first key on, browsers show where the focus is, however it came there.
  await page.keyboard.press("Tab");
  expect(await lostFocus(page), "without a mark of the focus in forced colours").toEqual([]);
  await page.emulateMedia({ forcedColors: null });
}

/** Edges of fields and buttons, marks of a state, bars of a chart, icons: whose colour is gone, or that of its ground. */
function lost(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const isClear = (colour: string): boolean => /^rgba\(.*, 0\)$/.test(colour);
    /** The colour behind an element: its own, or that of the first around it which has one. */
    const ground = (element: Element | null): string => {
      for (let around = element; around; around = around.parentElement) {
        const colour = getComputedStyle(around).backgroundColor;
        if (!isClear(colour)) return colour;
      }
      return "none";
    };
    const look = (selector: string, what: string, isSeen: (element: Element) => boolean): void => {
      for (const element of document.querySelectorAll(selector)) {
        if (element.checkVisibility({ visibilityProperty: true }) && !isSeen(element)) {
          found.push(`${what} of ${element.tagName.toLowerCase()}.${element.getAttribute("class")}: ${element.textContent?.trim().slice(0, 30)}`);
        }
      }
    };
    const isEdge = (style: string, width: string, colour: string, behind: string): boolean =>
      style !== "none" && parseFloat(width) > 0 && !isClear(colour) && colour !== behind;
    const hasBorder = (element: Element): boolean => {
      const { borderBottomStyle, borderBottomWidth, borderBottomColor } = getComputedStyle(element);
      return isEdge(borderBottomStyle, borderBottomWidth, borderBottomColor, ground(element.parentElement));
    };

    look(".usa-input, .usa-select, .usa-textarea, .q-drop", "the border", hasBorder);
    look(".usa-button:not(.usa-button--unstyled)", "the border", hasBorder);
    look(".q-tag, .q-success-banner", "the border", hasBorder);
    look(".usa-checkbox__label", "the box", (label) => {
      const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(label, "::before");
      return isEdge(outlineStyle, outlineWidth, outlineColor, ground(label));
    });
    look("svg.usa-icon", "the icon", (icon) => {
      const { fill } = getComputedStyle(icon);
      return !isClear(fill) && fill !== ground(icon);
    });
    // Drawn as a mask, through which the ground shows.
    look(".usa-alert__body", "the icon", (body) => {
      const { backgroundColor } = getComputedStyle(body, "::before");
      return !isClear(backgroundColor) && backgroundColor !== ground(body);
    });
    look(".q-chart__drawing, .q-chart__swatch", "the ground", (drawing) => !isClear(getComputedStyle(drawing).backgroundColor));
    const onDrawing = (element: Element): string => ground(element.closest("svg"));
    look(".q-chart__bar", "the edge", (bar) => {
      const { stroke, strokeWidth } = getComputedStyle(bar);
      return isEdge(stroke, strokeWidth, stroke, onDrawing(bar));
    });
    look(".q-chart__text", "the words", (text) => getComputedStyle(text).fill !== onDrawing(text));
    for (const drawing of document.querySelectorAll(".q-chart__drawing")) {
      const fills = [...drawing.querySelectorAll("pattern rect")].map((rect) => getComputedStyle(rect).fill);
      if (new Set([...fills, onDrawing(drawing)]).size !== fills.length + 1) found.push(`two colours of a chart are one: ${fills.join(", ")}`);
    }
    return found;
  });
}

/** What can have the focus, and then looks as before. */
function lostFocus(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const stops = 'a[href], button, input:not([type="hidden"]), select, textarea, summary, [tabindex="0"]';
    /** The outlines in which the focus of an element is drawn; for a field also those of its label and its frame. */
    const outlines = (element: Element): string[] => {
      const drawn = element instanceof HTMLInputElement ? [element, element.nextElementSibling, element.parentElement] : [element];
      return drawn.flatMap((part) => (part ? ["", "::before"] : []).map((pseudo) => {
        const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(part!, pseudo || null);
        const isSeen = outlineStyle !== "none" && parseFloat(outlineWidth) > 0 && !/^rgba\(.*, 0\)$/.test(outlineColor);
        return isSeen ? `${outlineStyle} ${outlineWidth} ${outlineColor}` : "none";
      }));
    };
    const found: string[] = [];
    // How all of them look while none has the focus, read at once: the browser reckons styles anew at each change.
    (document.activeElement as HTMLElement | null)?.blur();
    const shown = [...document.querySelectorAll<HTMLElement>(stops)].filter((element) => element.checkVisibility({ visibilityProperty: true }));
    const before = new Map(shown.map((element) => [element, outlines(element)]));
    for (const element of shown) {
      element.focus({ preventScroll: true });
      if (document.activeElement !== element) continue;
      if (!outlines(element).some((outline, index) => outline !== "none" && outline !== before.get(element)![index])) {
        found.push(`${element.tagName.toLowerCase()}: ${element.getAttribute("aria-label") ?? element.textContent?.trim().slice(0, 40)}`);
      }
    }
    (document.activeElement as HTMLElement | null)?.blur();
    return found;
  });
}
