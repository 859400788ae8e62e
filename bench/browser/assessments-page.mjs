// The two programs on one page, each timed from starting its worker to having its answer about all records.
const zip = new Uint8Array(await (await fetch("/records.zip")).arrayBuffer());
const file = new File([zip], "records.zip");
const members = await unpacked(zip);
const megabytes = members.reduce((sum, member) => sum + member.length, 0) / 1048576;

/** The members of a ZIP whose directory says where each lies; deflated. */
async function unpacked(zip) {
  const view = new DataView(zip.buffer);
  const end = zip.length - 22;
  const [count, at] = [view.getUint16(end + 10, true), view.getUint32(end + 16, true)];
  const found = [];
  for (let number = 0, entry = at; number < count; number++) {
    const [packed, name, local] = [view.getUint32(entry + 20, true), view.getUint16(entry + 28, true), view.getUint32(entry + 42, true)];
    const start = local + 30 + name;
    const stream = new Blob([zip.subarray(start, start + packed)]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
    found.push(new Uint8Array(await new Response(stream).arrayBuffer()));
    entry += 46 + name;
  }
  return found;
}

/** The last worker of each program. As on the page of ours, it stays after its answer, with what the browser has compiled. */
const kept = {};

function worker(address, question, answer, name) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(address, { type: "module", name });
    const finish = (settle, value) => {
      kept[address]?.terminate();
      kept[address] = worker;
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

/** `submission::checker::Question` in Postcard: a check with one pack, which is enclosed as bytes, and limits that let all records in. */
function question() {
  const limits = [
    52_428_800, 52_428_800, 524_288_000, 10_000, 200, 1_048_576, 20_000_000, 64, 64, 256, 65_536, 50_000, 100_000, 100_000,
  ];
  const day = (year, month, date) => [...varint(year * 2), month, date];
  const label = [...text("OASIS"), ...text("3.02.0"), 1, ...text("3.02"), ...day(2026, 4, 1), 0, ...text("/specs/records.pack")];
  const packs = [1, ...label];
  return new Uint8Array([1, 0, ...day(2026, 5, 1), ...limits.flatMap(varint), 1, ...varint(packs.length), ...packs]);
}

const text = (words) => [words.length, ...new TextEncoder().encode(words)];
const varint = (number) => (number < 128 ? [number] : [(number % 128) + 128, ...varint(Math.floor(number / 128))]);

const programs = {
  // As the page starts it where assessments are sent.
  ours: () =>
    worker("/ours/worker-start.js", [question(), file], (answer) => {
      if (answer[1] !== CHECKED) return undefined;
      // After the number and the reply: memory, and how many findings were kept.
      let [at, read] = [2, []];
      while (read.length < 2) {
        let [number, scale] = [0, 1];
        for (;;) {
          const byte = answer[at++];
          number += (byte % 128) * scale;
          scale *= 128;
          if (byte < 128) break;
        }
        read.push(number);
      }
      return { fatal: read[1] };
    }, "assessor"),
  "libxml2-wasm": () => worker("/page/libxml2-records.mjs", members, (answer) => answer),
};

window.measure = async (name) => {
  const start = performance.now();
  const answer = await programs[name]();
  return { seconds: (performance.now() - start) / 1000, megabytes, records: members.length, ...answer };
};
window.ready = true;
