// A 50 MB file through the whole server: how long until the receipt and until it is accepted, the most memory
// that the program held, and how long a log-in with a password takes meanwhile.
//
//   node bench/server/storing.mjs DATABASE     (sqlite, or the address of an empty PostgreSQL database)
import { readFile } from "node:fs/promises";
import { demo } from "./demo.mjs";

const database = process.argv[2] ?? "sqlite";
const kind = database === "sqlite" ? "SQLite" : "PostgreSQL";
const server = await demo(database);

try {
  const cookie = await logIn("/demo/log-in", { user_name: "OWEN.SANDOVAL" });
  const sample = await fetch(`${server.address}/demo/samples/pbj-50-mb.xml`, { headers: { cookie } });
  const file = await sample.arrayBuffer();
  const before = await memory("VmRSS");
  const start = performance.now();
  const number = await send(cookie, file);
  const receipt = seconds(start);
  const logIns = [];
  let state = "received";
  while (state === "received") {
    const begun = performance.now();
    await logIn("/login", { user_name: "DANA.WHITLOCK", password: "Open-Demonstration-1", consent: "on" });
    logIns.push(performance.now() - begun);
    state = await stateOf(cookie, number);
  }
  const done = seconds(start);
  console.log(`${kind}: ${(file.byteLength / 1e6).toFixed(1)} MB, receipt after ${receipt} s, ${state} after ${done} s`);
  console.log(`${kind}: ${before} MB held before, at most ${await memory("VmHWM")} MB (bar 300)`);
  console.log(`${kind}: ${logIns.length} log-ins meanwhile, slowest ${Math.max(...logIns).toFixed(0)} ms (bar 1000 on SQLite)`);
} finally {
  await server.stop();
}

/** Sends one file as the page does; gives the number of its submission. */
async function send(cookie, file) {
  const form = new FormData();
  form.set("key", crypto.randomUUID());
  form.set("file", new Blob([file]), "bench.xml");
  const headers = { cookie, origin: server.address, accept: "application/json" };
  const answer = await fetch(`${server.address}/pbj/submissions`, { method: "POST", body: form, headers });
  const { received } = await answer.json();
  if (!received) throw new Error(`not received: ${answer.status}`);
  return received;
}

async function stateOf(cookie, number) {
  const headers = { cookie, accept: "text/html" };
  const page = await (await fetch(`${server.address}/submissions/${number}`, { headers })).text();
  return /q-state[^>]*>(?:<[^>]*>|\s)*([A-Z][a-z ]+)/.exec(page)[1].trim().toLowerCase();
}

/** Logs in by a plain form; gives the session's cookie. */
async function logIn(path, fields) {
  const answer = await fetch(server.address + path, {
    method: "POST",
    body: new URLSearchParams(fields),
    headers: { origin: server.address, accept: "text/html" },
    redirect: "manual",
  });
  const cookie = answer.headers.getSetCookie().find((text) => text.includes("session"));
  if (answer.status !== 303 || !cookie) throw new Error(`${path} answers ${answer.status} without a session`);
  return cookie.split(";")[0];
}

/** A line of the kernel's account of the program, in MB. */
async function memory(line) {
  const status = await readFile(`/proc/${server.pid}/status`, "utf8");
  return Math.round(new RegExp(`${line}:\\s+(\\d+) kB`).exec(status)[1] / 1024);
}

function seconds(start) {
  return ((performance.now() - start) / 1000).toFixed(1);
}
