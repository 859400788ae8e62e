// Several workers check the parts of one ZIP: each takes the next one when it has time.

/** So few that a phone is not busy with nothing else; and none for what is done before one has begun. */
const MOST_OTHERS = 3;
const PARTS_EACH = 8;

/**
 * `left`: the numbers of the parts, the first one last. `check` checks one here, and says false when another program must begin anew; `hear`
 * takes in what another worker told of one, and says whether it told anything. `task` is what such a worker begins with.
 */
export async function checkTogether(left, check, hear, task) {
  const others = Math.min(navigator.hardwareConcurrency - 1, MOST_OTHERS, Math.floor(left.length / PARTS_EACH));
  const helped = Array.from({ length: others }, () => leaveTo(other(), left, hear, task));
  do {
    while (left.length) {
      if (!(await check(left.pop()))) return;
      if (others) await aMoment();
    }
    await Promise.all(helped);
  } while (left.length);
}

/** Another worker; none where a worker cannot have one (Safari before 15.5). */
function other() {
  try {
    return new Worker(new URL("worker-start.js", import.meta.url), { type: "module", name: "assessor" });
  } catch {
    return undefined;
  }
}

/** Leaves parts to another worker, until there are no more or it fails; what it cannot tell is left again. */
async function leaveTo(worker, left, hear, task) {
  if (!worker) return;
  const ask = (message) =>
    new Promise((resolve) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = () => resolve(undefined);
      worker.postMessage(message);
    });
  let goes = await ask(task);
  while (goes && left.length) {
    const part = left.pop();
    const told = await ask(part);
    goes = told && hear(part, told);
    if (!goes) left.push(part);
  }
  worker.terminate();
}

/** Lets messages in. */
function aMoment() {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
