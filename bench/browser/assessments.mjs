// Measures assessments in Chromium beside a library that only parses them, on one page, in one run:
//   node bench/browser/assessments.mjs FOLDER [--runs 5]
// FOLDER holds records.zip and records.pack (cargo run --release -p rulebook --example invented -- PACK 3000 FOLDER).
// Ours unpacks the ZIP and checks every record with every edit; libxml2-wasm is handed the records unpacked, parses each
// to a document and reads each value. The first run of each, in a browser that has compiled nothing yet, is told by itself.
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";
import { serve } from "./site.mjs";
import { launch, median } from "./visitor.mjs";

const { values, positionals } = parseArgs({ allowPositionals: true, options: { runs: { type: "string", default: "5" } } });
const [folder] = positionals;
if (!folder) throw new Error("Name the folder of the records.");
const BAR = 2;

const browser = await launch(chromium);
const site = await serve({
  site: "target/site",
  single: { "/records.zip": `${folder}/records.zip`, "/specs/records.pack": `${folder}/records.pack` },
});
try {
  const page = await browser.newPage();
  await page.goto(`${site.address}/page/assessments.html`);
  await page.waitForFunction(() => window.ready, undefined, { timeout: 120_000 });
  const names = ["ours", "libxml2-wasm"];
  const results = Object.fromEntries(names.map((name) => [name, []]));
  for (let run = 0; run <= Number(values.runs); run++) {
    for (let turn = 0; turn < names.length; turn++) {
      const name = names[(run + turn) % names.length];
      results[name].push(await page.evaluate((name) => window.measure(name), name));
    }
  }
  const { records, megabytes, fatal } = results.ours[0];
  console.log(`${records} records, ${megabytes.toFixed(1)} MB unpacked, ${fatal} of them with a finding`);
  const tell = (when, from, to) => {
    const speed = (name) => median(results[name].slice(from, to).map((run) => run.megabytes / run.seconds));
    const ratio = speed("ours") / speed("libxml2-wasm");
    console.log(`${when}: ours is ${ratio.toFixed(2)} times as fast (bar ${BAR}: ${ratio >= BAR ? "met" : "missed"})`);
    for (const name of names) console.log(`  ${name.padEnd(14)} ${speed(name).toFixed(1).padStart(7)} MB/s`);
  };
  tell("the first time", 0, 1);
  tell(`after that, median of ${values.runs} runs each`, 1);
} finally {
  site.stop();
  await browser.close();
}
