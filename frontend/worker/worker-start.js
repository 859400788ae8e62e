// The worker's entry: listens, and starts its program, which then says that it is ready.
import start, { answer } from "./worker.js";

onmessage = ({ data: [question, file] }) => answer(question, file);
await start({ module_or_path: new URL("worker_bg.wasm", import.meta.url) });
