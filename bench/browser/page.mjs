// The three programs on one page. Each is timed from starting its worker to having its answer about the same file.
import { validateXML, memoryPages } from "/xmllint-wasm/index-browser.mjs";

const bytes = new Uint8Array(await (await fetch("/file.xml")).arrayBuffer());
const file = new File([bytes], "file.xml");
const schema = await (await fetch("/schema.xsd")).text();

const longTasks = [];
new PerformanceObserver((list) => longTasks.push(...list.getEntries().map((task) => task.duration))).observe({ type: "longtask" });

/** Starts a worker and asks it; `answer` picks its answer out of what it says, and is undefined until then. */
function worker(address, question, answer) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(address, { type: "module" });
    const finish = (settle, value) => {
      worker.terminate();
      settle(value);
    };
    worker.onerror = (event) => finish(reject, new Error(event.message));
    worker.onmessage = (event) => {
      const found = answer(event.data);
      if (found) finish(resolve, found);
    };
    worker.postMessage(question);
  });
}

/** The place of this answer in `submission::checker::Reply`. */
const CHECKED = 1;

/** `submission::checker::Question` in Postcard: number 1, a check, the day, the usual limits, and no packs. */
function question(today) {
  const [year, month, day] = today.split("-").map(Number);
  const limits = [
    5_242_880, 52_428_800, 524_288_000, 2_000, 200, 1_048_576, 20_000_000, 64, 64, 256, 65_536, 50_000, 100_000, 100_000,
  ];
  // A year has a sign, which Postcard puts last.
  return new Uint8Array([1, 0, ...varint(year * 2), month, day, ...limits.flatMap(varint), 0]);
}

/** Seven bits in a byte, the lowest first; all but the last byte say that there is more. */
function varint(number) {
  return number < 128 ? [number] : [(number % 128) + 128, ...varint(Math.floor(number / 128))];
}

/** All that can be read as such numbers, up to the first text. */
function numbers(bytes) {
  const read = [];
  let [number, scale] = [0, 1];
  for (const byte of bytes.subarray(0, 32)) {
    number += (byte % 128) * scale;
    scale *= 128;
    if (byte < 128) {
      read.push(number);
      [number, scale] = [0, 1];
    }
  }
  return read;
}

const programs = {
  // All of PBJ's edits, as the file streams in, with a line of progress for each.
  ours: (today) =>
    worker("/ours/worker-start.js", [question(today), file], (answer) => {
      const [, reply, memory, findings] = numbers(answer);
      return reply === CHECKED ? { memory, findings } : undefined;
    }),
  // The structure and simple types of the XSD.
  "libxml2-wasm": () => worker("/page/libxml2.mjs", { file, schema }, (answer) => answer),
  "xmllint-wasm": async () => {
    const { valid, rawOutput } = await validateXML({
      xml: [{ fileName: "file.xml", contents: bytes }],
      schema: [{ fileName: "schema.xsd", contents: schema }],
      initialMemoryPages: 512 * memoryPages.MiB,
      maxMemoryPages: 2 * memoryPages.GiB,
    });
    return { valid, note: valid ? undefined : rawOutput.slice(0, 200) };
  },
};

/** Runs one program; gives seconds, its answer, and the longest task of the page's own thread meanwhile. */
window.measure = async (name, today) => {
  longTasks.length = 0;
  const start = performance.now();
  const answer = await programs[name](today);
  const seconds = (performance.now() - start) / 1000;
  // What was observed arrives with the next frame.
  await new Promise((next) => setTimeout(next, 100));
  return { seconds, megabytes: bytes.length / 1048576, longest: Math.max(0, ...longTasks), ...answer };
};
window.ready = true;
