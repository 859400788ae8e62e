// Measures the checker in Chromium beside the two XSD validators that npm offers, on one page, in one run:
//   node bench/browser/check.mjs FILE.xml [--runs 5] [--alone]
// Then it drops the file on the public checker of a demonstration and watches the page's own thread. With --alone
// only our own checker is measured.
import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";
import { atMost } from "../budget.mjs";
import { TODAY, demo } from "../server/demo.mjs";
import { serve } from "./site.mjs";
import { launch, median } from "./visitor.mjs";
import { watchPage } from "./watch.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: "string", default: "5" },
    alone: { type: "boolean", default: false },
  },
});
const [file] = positionals;
const schema = `${process.env.OPENQIES_DATA ?? "../shared/data"}/pbj/nhpbj_4_10_0.xsd`;
if (!file) throw new Error("Name the file to check.");

const browser = await launch(chromium);
/** How many times as fast as each of them the checker is to be, on a file of 50 MB. */
const bars = { "libxml2-wasm": 3, "xmllint-wasm": 5 };
const hasPeers = existsSync(schema) && !values.alone;
const names = ["ours", ...(hasPeers ? Object.keys(bars) : [])];
if (!existsSync(schema)) console.log(`${schema} is not there: the XSD validators are skipped.`);

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
  const { megabytes, findings } = results.ours[0];
  console.log(`${megabytes.toFixed(1)} MB, ${findings} findings kept, median of ${values.runs} runs each, in turn`);
  for (const [name, runs] of Object.entries(results)) {
    const ratio = ours / speed(runs);
    const bar = megabytes > 45 ? ` (bar ${bars[name]}: ${ratio >= bars[name] ? "met" : "missed"})` : "";
    const beside = name === "ours" ? "" : `   ours is ${ratio.toFixed(2)} times as fast${bar}`;
    const note = runs[0].note ? `   (${runs[0].note})` : "";
    console.log(`${name.padEnd(14)} ${speed(runs).toFixed(1).padStart(7)} MB/s${beside}${note}`);
  }
  const most = (key) => Math.max(...results.ours.map((run) => run[key]));
  atMost("WASM memory of the worker at the end, in MB", most("memory") / 1048576, 64);
  atMost("longest task of the page's thread while ours checks, in ms (0: none over 50)", most("longest"), 50);
}
