// The worker's entry: starts its program, hands it the page's questions, and fetches the file that it reads.
import start, { answer, read } from "./worker.js";

const program = start({ module_or_path: new URL("worker_bg.wasm", import.meta.url) });

onmessage = async ({ data: [question, file] }) => {
  // The file begins to come while the program still starts.
  const next = file && pieces(file);
  let piece = await next?.();
  await program;
  if (!answer(question, file, piece)) return;
  while (read(piece)) piece = await next();
};

/**
 * A function that gives the next bytes of a file: an empty piece at its end, none where the browser cannot read it on.
 * One buffer is filled again and again, five times as fast as slices are fetched; a browser that cannot do that
 * (Safari before 26) gives its own.
 */
function pieces(file) {
  const stream = file.stream();
  try {
    const reader = stream.getReader({ mode: "byob" });
    let buffer = new ArrayBuffer(1 << 19);
    const read = async () => {
      const { value } = await reader.read(new Uint8Array(buffer));
      buffer = value.buffer;
      return value;
    };
    return () => read().catch(() => undefined);
  } catch {
    const reader = stream.getReader();
    const read = async () => (await reader.read()).value ?? new Uint8Array();
    return () => read().catch(() => undefined);
  }
}
