// What the look-up of a session costs: the same page, asked for with a session and without, in turns.
//
//   node bench/server/sessions.mjs
import { demo, signIn } from "./demo.mjs";

const PAGE = "/help";
const AT_ONCE = 8;
const REQUESTS = 1_000;
const ROUNDS = 5;

const server = await demo();
try {
  const cookie = await signIn(server, "/demo/log-in", { user_name: "OWEN.SANDOVAL" });
  const manners = { "without a session": {}, "with a session": { cookie } };
  const seen = Object.fromEntries(Object.keys(manners).map((manner) => [manner, []]));
  for (const headers of Object.values(manners)) await perSecond(headers);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [manner, headers] of Object.entries(manners)) seen[manner].push(await perSecond(headers));
  }
  for (const [manner, rates] of Object.entries(seen)) {
    const median = rates.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)];
    console.log(`${PAGE} ${manner}: ${Math.round(median)} requests a second (median of ${ROUNDS} turns)`);
  }
} finally {
  await server.stop();
}

async function perSecond(headers) {
  let left = REQUESTS;
  const begun = performance.now();
  const ask = async () => {
    while (left-- > 0) {
      const answer = await fetch(server.address + PAGE, { headers: { accept: "text/html", ...headers } });
      await answer.text();
      if (answer.status !== 200) throw new Error(`${PAGE} answers ${answer.status}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, ask));
  return REQUESTS / ((performance.now() - begun) / 1000);
}
