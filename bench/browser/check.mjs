// Measures the checker in Chromium beside the two XSD validators that npm offers, on one page, in one run:
//   node bench/browser/check.mjs FILE.xml [--runs 5]
// Then it drops the file on the public checker of a demonstration and watches the page's own thread.
import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";
import { TODAY, demo } from "../server/demo.mjs";
import { serve } from "./site.mjs";
import { launch, median } from "./visitor.mjs";
import { watchPage } from "./watch.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: "string", default: "5" },
  },
});
const [file] = positionals;
const schema = `${process.env.OPENQIES_DATA ?? "../shared/data"}/pbj/nhpbj_4_10_0.xsd`;
if (!file) throw new Error("Name the file to check.");

const browser = await launch(chromium);
const names = existsSync(schema) ? ["ours", "libxml2-wasm", "xmllint-wasm"] : ["ours"];
if (names.length === 1) console.log(`${schema} is not there: the XSD validators are skipped.`);

const site = await serve({ site: "target/site", file, schema });
const server = await demo();
try {
  const results = await compare();
  report(results);
  await watchPage(browser, server.address, file);
} finally {
  site.stop();
  await server.stop();
  await browser.close();
}

/** Takes turns, beginning with another program each time, so that none always runs in another's heat. */
async function compare() {
  const page = await browser.newPage();
  await page.goto(`${site.address}/page/page.html`);
  await page.waitForFunction(() => window.ready, undefined, { timeout: 60_000 });
  const results = Object.fromEntries(names.map((name) => [name, []]));
  for (let run = 0; run < Number(values.runs); run++) {
    for (let turn = 0; turn < names.length; turn++) {
      const name = names[(run + turn) % names.length];
      results[name].push(await page.evaluate(([name, today]) => window.measure(name, today), [name, TODAY]));
    }
  }
  await page.close();
  return results;
}

function report(results) {
  const speed = (runs) => median(runs.map((run) => run.megabytes / run.seconds));
  const ours = speed(results.ours);
  console.log(`${results.ours[0].megabytes.toFixed(1)} MB, median of ${values.runs} runs each, in turn`);
  for (const [name, runs] of Object.entries(results)) {
    const ratio = name === "ours" ? "" : `   ours is ${(ours / speed(runs)).toFixed(2)} times as fast`;
    const note = runs[0].note ? `   (${runs[0].note})` : "";
    console.log(`${name.padEnd(14)} ${speed(runs).toFixed(1).padStart(7)} MB/s${ratio}${note}`);
  }
  const most = (key) => Math.max(...results.ours.map((run) => run[key]));
  console.log(`findings ${results.ours[0].findings}`);
  console.log(`WASM memory of the worker at the end: ${(most("memory") / 1048576).toFixed(1)} MB`);
  console.log(`longest task of the page's thread while ours checks: ${most("longest").toFixed(0)} ms (0: none over 50 ms)`);
}
