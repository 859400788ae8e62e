// Several workers check the parts of one ZIP: each takes the next one when it has time.

/** So few that a phone is not busy with nothing else. */
const MOST_OTHERS = 3;
/** Bytes of a ZIP that are worth another worker: some eight parts. */
const BYTES_EACH = 1 << 20;

/**
 * Starts other workers, which begin with `task` and read the ZIP while this one does; none for what is checked before they are there. Gives
 * what checks together with them, once.
 */
export function startOthers(file, task) {
  const others = Math.min(navigator.hardwareConcurrency - 1, MOST_OTHERS, Math.floor(file.size / BYTES_EACH));
  const begun = Array.from({ length: others }, () => begin(task));

  /**
   * `left`: the numbers of the parts, the first one last. `check` checks one here, and says false when another program must begin anew; `hear`
   * takes in what another worker told of one, and says whether it told anything.
   */
  return async function checkTogether(left, check, hear) {
    const helped = begun.splice(0).map((other) => leaveTo(other, left, hear));
    do {
      while (left.length) {
        if (!(await check(left.pop()))) return;
        if (helped.length) await aMoment();
      }
      await Promise.all(helped);
    } while (left.length);
  };
}

/** Another worker, which says when it has begun; nothing where a worker cannot have one (Safari before 15.5). */
function begin(task) {
  try {
    const worker = new Worker(new URL("worker-start.js", import.meta.url), { type: "module", name: "assessor" });
    return { worker, goes: ask(worker, task) };
  } catch {
    return undefined;
  }
}

function ask(worker, message) {
  return new Promise((resolve) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = () => resolve(undefined);
    worker.postMessage(message);
  });
}

/** Leaves parts to another worker, until there are no more or it fails; what it cannot tell is left again. */
async function leaveTo(other, left, hear) {
  if (!other) return;
  let goes = await other.goes;
  while (goes && left.length) {
    const part = left.pop();
    const told = await ask(other.worker, part);
    goes = told && hear(part, told);
    if (!goes) left.push(part);
  }
  other.worker.terminate();
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
