// The worker's entry: starts its program, hands it the page's questions, and fetches the file that it reads.

// A promise that fails is nobody's error until it is made one: the page must hear that it gets no answer.
addEventListener("unhandledrejection", ({ reason }) => reportError(reason));

let checker;
// The page names the worker by the program that its files will want.
let program = begin(name || "worker");
// What checks a ZIP together with other workers.
let checkTogether;

/** Starts a program: "worker" checks payroll files, "assessor" assessments too. Its script and its bytes come side by side. */
async function begin(name) {
  const bytes = fetch(new URL(`${name}_bg.wasm`, import.meta.url));
  checker = await import(`./${name}.js`);
  return checker.default({ module_or_path: bytes });
}

onmessage = async ({ data }) => {
  // From another worker: a part that it leaves to this one.
  if (typeof data === "number") return postMessage(await tell(data));
  const [question, file, leader] = data;
  if (file) checkTogether = undefined;
  // Assessments come by the thousand in a ZIP, for which others begin at once. An XML file is one, which they would each check whole.
  if (file?.name.toLowerCase().endsWith(".zip") && name === "assessor" && !leader) haveOthers(question, file);
  await ask(question, file);
  if (leader) return postMessage(true);
  await checkParts(question, file);
  // An assessment is read again once its program and the rules of its version have come; its date may lead on to others.
  for (let address = checker.wanted(); address; address = checker.wanted()) {
    await fetchFor(address);
    await ask(question, file);
    await checkParts(question, file);
  }
};

async function ask(question, file) {
  // The file begins to come while the program still starts.
  const pieces = file && piecesOf(file);
  let piece = await pieces?.next();
  await program;
  if (checker.answer(question, file, piece)) while (checker.read(piece)) piece = await pieces.next();
  pieces?.cancel();
}

/** Starts other workers, unless they have been. */
function haveOthers(question, file) {
  checkTogether ??= import("./together.js").then(({ startOthers }) => startOthers(file, [question, file, true]));
  return checkTogether;
}

/** Checks the parts of a ZIP; of assessments together with other workers, who end with that, also where there is nothing for them. */
async function checkParts(question, file) {
  const left = Array.from({ length: checker.parts() }, (_, part) => part).reverse();
  if (checkTogether || (checker.tell_part && left.length > 1)) return (await haveOthers(question, file))(left, checkPart, checker.hear_part);
  while (left.length && (await checkPart(left.pop())));
}

/** False when another program must begin anew. */
async function checkPart(part) {
  while (!checker.check_part(part)) {
    if (checker.wanted() === "assessor") return false;
    await fetchFor(checker.wanted());
  }
  return true;
}

/** What this worker found in a part, for the one that asked; nothing when that must look itself. */
async function tell(part) {
  for (;;) {
    const told = checker.tell_part(part);
    if (!checker.wanted()) return told;
    await fetchFor(checker.wanted());
  }
}

/** Fetches what the file needs: the program that checks assessments, or a pack of rules. */
async function fetchFor(address) {
  if (address === "assessor") {
    program = begin(address);
    return program;
  }
  const response = await fetch(address);
  if (!response.ok || !checker.supply(new Uint8Array(await response.arrayBuffer()))) throw new Error("no rules");
}

/**
 * Gives the next bytes of a file: an empty piece at its end, none where the browser cannot read it on. One buffer is
 * filled again and again, five times as fast as slices are fetched; a browser that cannot do that (Safari before 26)
 * gives its own.
 */
function piecesOf(file) {
  const stream = file.stream();
  let reader;
  let read;
  try {
    reader = stream.getReader({ mode: "byob" });
    let buffer = new ArrayBuffer(1 << 19);
    read = async () => {
      const { value } = await reader.read(new Uint8Array(buffer));
      buffer = value.buffer;
      return value;
    };
  } catch {
    reader = stream.getReader();
    read = async () => (await reader.read()).value ?? new Uint8Array();
  }
  const nothing = () => undefined;
  return { next: () => read().catch(nothing), cancel: () => reader.cancel().catch(nothing) };
}
