// First visit of the Provider dashboard: bytes on the wire by kind, and the time until the page
// answers to clicks, at full speed and with the processor slowed down four times.
//
//   node bench/browser/first-visit.mjs [runs]
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { demo } from "../server/demo.mjs";
import { launch, logIn, median } from "./visitor.mjs";

const [runs = "5"] = process.argv.slice(2);
const folder = await mkdtemp(join(tmpdir(), "openqies-bench-"));
const server = await demo({ folder });
const { address } = server;

/** One visit with an empty cache; the session is the only thing that it brings. */
async function visit(browser, cookies, slowdown) {
  const context = await browser.newContext();
  await context.addCookies(cookies);
  const page = await context.newPage();
  const network = await context.newCDPSession(page);
  await network.send("Network.enable");
  const kinds = new Map();
  network.on("Network.responseReceived", ({ requestId, response }) => kinds.set(requestId, kindOf(response)));
  let requests = 0;
  const bytes = { script: 0, wasm: 0, css: 0, font: 0, page: 0, other: 0 };
  network.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const kind = kinds.get(requestId) ?? "other";
    bytes[kind] += encodedDataLength;
    if (kind === "script" || kind === "wasm") requests += 1;
  });
  if (slowdown > 1) await network.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
  const start = performance.now();
  await page.goto(`${address}/dashboard`);
  await page.waitForSelector('body[data-hydrated="true"]', { state: "attached" });
  const hydrated = performance.now() - start;
  await page.waitForLoadState("networkidle");
  await context.close();
  return { bytes, requests, hydrated };
}

function kindOf({ mimeType }) {
  if (mimeType.includes("wasm")) return "wasm";
  if (mimeType.includes("javascript")) return "script";
  if (mimeType.includes("css")) return "css";
  if (mimeType.includes("font")) return "font";
  return mimeType.includes("html") ? "page" : "other";
}

const browser = await launch(chromium);
const cookies = await logIn(browser, address);
for (const slowdown of [1, 4]) {
  const visits = [];
  for (let run = 0; run < Number(runs); run++) visits.push(await visit(browser, cookies, slowdown));
  const { bytes } = visits[0];
  const hydrated = median(visits.map((v) => v.hydrated));
  console.log(`processor ${slowdown}x slower: hydrated after ${hydrated.toFixed(0)} ms (median of ${visits.length})`);
  if (slowdown === 1) {
    console.log(`WASM ${bytes.wasm} + JavaScript ${bytes.script} = ${bytes.wasm + bytes.script} bytes (bar 250000)`);
    console.log(`${visits[0].requests} requests for them`);
    console.log(`CSS ${bytes.css} bytes (bar 30000), fonts ${bytes.font}, page ${bytes.page}`);
  }
}
await browser.close();
await server.stop();
await rm(folder, { recursive: true, force: true });
