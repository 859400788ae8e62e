// First visit of the Provider dashboard: compressed bytes by kind, and the time until the page
// answers to clicks, at full speed and with the processor slowed down four times.
//
//   node bench/browser/first-visit.mjs [runs]
import { chromium } from "playwright-core";
import { atMost } from "../budget.mjs";
import { demo } from "../server/demo.mjs";
import { launch, logIn, median } from "./visitor.mjs";

const [runs = "5"] = process.argv.slice(2);
const server = await demo();
const { address } = server;

/** One visit with an empty cache; the session is the only thing that it brings. */
async function visit(browser, cookies, slowdown) {
  const context = await browser.newContext();
  await context.addCookies(cookies);
  const page = await context.newPage();
  if (slowdown > 1) {
    const processor = await context.newCDPSession(page);
    await processor.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
  }
  const start = performance.now();
  await page.goto(`${address}/dashboard`);
  await page.waitForSelector('body[data-hydrated="true"]', { state: "attached" });
  const hydrated = performance.now() - start;
  await page.waitForLoadState("networkidle");
  const loaded = await page.evaluate(() =>
    performance.getEntriesByType("resource").map(({ name, encodedBodySize }) => ({ name, bytes: encodedBodySize })),
  );
  await context.close();
  return { loaded, hydrated };
}

/** What was loaded of some kinds: files, and their bytes as compressed. */
function sum(loaded, kinds) {
  const files = loaded.filter(({ name }) => kinds.test(new URL(name).pathname));
  return { files: files.length, bytes: files.reduce((total, file) => total + file.bytes, 0) };
}

const browser = await launch(chromium);
const cookies = await logIn(browser, address);
for (const slowdown of [1, 4]) {
  const visits = [];
  for (let run = 0; run < Number(runs); run++) visits.push(await visit(browser, cookies, slowdown));
  const hydrated = median(visits.map((v) => v.hydrated));
  console.log(`processor ${slowdown}x slower: hydrated after ${hydrated.toFixed(0)} ms (median of ${visits.length})`);
  if (slowdown === 1) {
    const { loaded } = visits[0];
    for (const [what, kinds, bar] of [
      ["WASM and JavaScript", /\.(wasm|js)$/, 250_000],
      ["CSS", /\.css$/, 30_000],
      ["fonts and icons", /\.(woff2|svg)$/, undefined],
    ]) {
      const { files, bytes } = sum(loaded, kinds);
      atMost(`${what} in ${files} files, in bytes`, bytes, bar);
    }
  }
}
await browser.close();
await server.stop();
