// The three programs on one page. Each is timed from starting its worker to having its answer about the same file.
import { validateXML, memoryPages } from "/xmllint-wasm/index-browser.mjs";

const bytes = new Uint8Array(await (await fetch("/file.xml")).arrayBuffer());
const file = new File([bytes], "file.xml");
const schema = await (await fetch("/schema.xsd")).text();

const longTasks = [];
new PerformanceObserver((list) => longTasks.push(...list.getEntries().map((task) => task.duration))).observe({ type: "longtask" });

/** `messages` says for each message what to reply and what the answer is. */
function worker(address, messages) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(address, { type: "module" });
    const finish = (settle, value) => {
      worker.terminate();
      settle(value);
    };
    worker.onerror = (event) => finish(reject, new Error(event.message));
    worker.onmessage = (event) => {
      const [reply, answer] = messages(event.data);
      if (reply) worker.postMessage(reply);
      if (answer) finish(resolve, answer);
    };
  });
}

const programs = {
  // All of PBJ's edits, by slices of the file, with a line of progress for each.
  ours: (today) =>
    worker("/ours/worker-start.js", ([text]) => {
      const { reply } = JSON.parse(text);
      const [year, month, day] = today.split("-").map(Number);
      if (reply === "ready") return [[`ask=check&number=1&year=${year}&month=${month}&day=${day}`, file]];
      if (!reply.checked) return [];
      const { members, memory } = reply.checked;
      return [undefined, { memory, findings: members.flatMap((member) => member.counts).reduce((sum, row) => sum + row.count, 0) }];
    }),
  // The structure and simple types of the XSD.
  "libxml2-wasm": () =>
    worker("/page/libxml2.mjs", (message) => (message === "ready" ? [{ file, schema }] : [undefined, message])),
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
