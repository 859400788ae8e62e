// The worker's entry: starts its program. The program listens first and then says that it is ready.
import start from "./worker.js";

await start({ module_or_path: new URL("worker_bg.wasm", import.meta.url) });
