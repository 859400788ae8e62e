// The worker's entry: starts its program. The program listens first and then says that it is ready.
import start from "./worker.js";

await start();
