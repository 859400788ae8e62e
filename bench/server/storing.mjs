// A 50 MB file through the whole server: how long until it is accepted, the most memory that the
// program held, and how long a log-in with a password takes meanwhile.
//
//   node bench/server/storing.mjs [sqlite|postgres]     (postgres: at TEST_POSTGRES_URL)
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const kind = process.argv[2] ?? "sqlite";
const TODAY = "2026-11-10";

const folder = await mkdtemp(join(tmpdir(), "openqies-bench-"));
const database = kind === "postgres" ? ["--database", await freshDatabase(process.env.TEST_POSTGRES_URL)] : [];
const flags = ["--port", "0", "--data", folder, "--today", TODAY, "--raise-limits", "1000", ...database];
const server = spawn("target/release/openqies", ["demo", ...flags], { stdio: ["ignore", "pipe", "inherit"] });
const address = await new Promise((resolve) => {
  server.stdout.on("data", (text) => {
    const found = /http:\/\/localhost:\d+/.exec(text);
    if (found) resolve(found[0]);
  });
});

try {
  const cookie = await logIn({ user_name: process.env.SENDER ?? (await firstPerson()) }, "/demo/log-in");
  const file = await (await fetch(`${address}/demo/samples/50-mb.xml`, { headers: { cookie } })).arrayBuffer();
  const form = new FormData();
  form.set("key", crypto.randomUUID());
  form.set("file", new Blob([file]), "bench.xml");
  const start = performance.now();
  const headers = { cookie, origin: address, accept: "application/json" };
  const sent = await fetch(`${address}/pbj/submissions`, { method: "POST", body: form, headers });
  const { number } = await sent.json();
  const receipt = performance.now() - start;

  const logIns = [];
  let state = "";
  while (!/Accepted|Rejected/.test(state)) {
    const begun = performance.now();
    await logIn({ user_name: await firstPerson(), password: process.env.DEMO_PASSWORD ?? "", consent: "on" }, "/login");
    logIns.push(performance.now() - begun);
    state = (await (await fetch(`${address}/submissions/${number}`, { headers: { cookie } })).text()).replace(/\s+/g, " ");
    state = /This file was (Accepted|Rejected)|Accepted|Rejected/.exec(state)?.[0] ?? "";
  }
  const seconds = (performance.now() - start) / 1000;
  const memory = /VmHWM:\s+(\d+) kB/.exec(await readFile(`/proc/${server.pid}/status`, "utf8"))[1] / 1024;
  console.log(`${kind}: ${(file.byteLength / 1e6).toFixed(1)} MB, receipt after ${(receipt / 1000).toFixed(2)} s, ${state} after ${seconds.toFixed(1)} s`);
  console.log(`${kind}: most memory held ${memory.toFixed(0)} MB (bar 300)`);
  console.log(`${kind}: ${logIns.length} log-ins meanwhile, slowest ${Math.max(...logIns).toFixed(0)} ms (bar 1000 on SQLite)`);
} finally {
  server.kill("SIGTERM");
  await rm(folder, { recursive: true, force: true });
}

/** The user name behind the log-in page's first one-click button. */
async function firstPerson() {
  const page = await (await fetch(`${address}/login`)).text();
  return /name="user_name"[^>]*value="([^"]+)"/.exec(page)[1];
}

/** Logs in by a plain form; gives the session's cookie. */
async function logIn(fields, path) {
  const answer = await fetch(address + path, {
    method: "POST",
    body: new URLSearchParams(fields),
    headers: { origin: address },
    redirect: "manual",
  });
  return (answer.headers.getSetCookie().find((c) => c.includes("openqies")) ?? "").split(";")[0];
}

async function freshDatabase(server) {
  const { execFileSync } = await import("node:child_process");
  const name = `openqies_bench_${process.pid}`;
  execFileSync("psql", [server, "-c", `create database ${name}`]);
  return server.replace(/\/[^/]*$/, `/${name}`);
}
