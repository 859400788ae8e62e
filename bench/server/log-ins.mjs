// What other pages feel of 200 people who log in at the same moment, each with a password that is hashed with
// argon2id: how long a page takes while nothing else happens, and meanwhile.
//
//   node bench/server/log-ins.mjs
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { atMost } from "../budget.mjs";
import { demo, signIn } from "./demo.mjs";

const PEOPLE = 200;
/** Other pages may take so many times as long. */
const TIMES = 3;
const PAGES = ["/dashboard", "/providers", "/submissions"];

const server = await demo();
try {
  const people = await register(PEOPLE);
  const cookie = await signIn(server, "/demo/log-in", { user_name: "OWEN.SANDOVAL" });
  await pages(cookie, 20);
  const idle = await pages(cookie, 100);

  let open = PEOPLE;
  const logIns = people.map(async (person) => {
    const begun = performance.now();
    await signIn(server, "/login", { ...person, consent: "true" });
    open -= 1;
    return performance.now() - begun;
  });
  const busy = [];
  while (open > 0) busy.push(...(await pages(cookie, 1)));
  const took = await Promise.all(logIns);

  console.log(`${PEOPLE} log-ins at once: the last had its answer after ${(Math.max(...took) / 1000).toFixed(1)} s`);
  console.log(`pages while nothing else happens: ${told(idle)}`);
  console.log(`pages meanwhile (${busy.length}): ${told(busy)}`);
  atMost("pages meanwhile, times the idle median", part(busy, 0.5) / part(idle, 0.5), TIMES);
  atMost("pages meanwhile, times the idle 95th percentile", part(busy, 0.95) / part(idle, 0.95), TIMES);
} finally {
  await server.stop();
}

/** So many people with a password each: of one account, more than five attempts at once are refused. */
async function register(count) {
  const names = Array.from({ length: count }, (_, at) => `BENCH.A${1000 + at}`);
  const rows = names.map((name) => `${name},Ann,Bench,${name.toLowerCase()}@bench.example,yes,`);
  const file = join(server.folder, "people.csv");
  await writeFile(file, ["User ID,First Name,Last Name,E-mail,Legacy,Last Log-in", ...rows, ""].join("\n"));
  await server.command("import", "accounts", file);
  const people = [];
  for (const user_name of names) {
    const told = await server.command("account", "first-password", user_name, "--by", "the bench");
    people.push({ user_name, password: told.trim().split(/\s+/).at(-1) });
  }
  return people;
}

/** Milliseconds of each of the pages, so many times, one after the other. */
async function pages(cookie, rounds) {
  const took = [];
  for (let round = 0; round < rounds; round++) {
    for (const page of PAGES) {
      const begun = performance.now();
      const answer = await fetch(server.address + page, { headers: { cookie, accept: "text/html" } });
      await answer.text();
      if (answer.status !== 200) throw new Error(`${page} answers ${answer.status}`);
      took.push(performance.now() - begun);
    }
  }
  return took;
}

/** The value that so large a part of them does not exceed. */
function part(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

function told(values) {
  return `median ${part(values, 0.5).toFixed(1)} ms, 95th percentile ${part(values, 0.95).toFixed(1)} ms`;
}
