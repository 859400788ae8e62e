// The release build as a demonstration of its own, on a free port and in a folder that goes with it.
import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

/** The quarter of generated files is open then. */
export const TODAY = "2026-11-10";

/** Starts it and waits for its address. `database`: "sqlite", or the address of an empty PostgreSQL database. */
export async function demo(database = "sqlite") {
  const folder = await mkdtemp(join(tmpdir(), "openqies-bench-"));
  const flags = ["--port", "0", "--data", folder, "--today", TODAY, "--raise-limits", "1000"];
  if (database !== "sqlite") flags.push("--database", database);
  const server = spawn("target/release/openqies", ["demo", ...flags], { stdio: ["ignore", "pipe", "ignore"] });
  const ended = new Promise((resolve) => server.once("exit", resolve));
  const address = await new Promise((resolve, reject) => {
    ended.then((code) => reject(new Error(`the demonstration ended with ${code}`)));
    let text = "";
    server.stdout.on("data", (part) => {
      text += part;
      const found = /http:\/\/localhost:\d+/.exec(text);
      if (found) resolve(found[0]);
    });
  });
  const stop = async () => {
    server.kill("SIGTERM");
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  /** Runs another command of the program on the demonstration's SQLite file; gives what it prints. */
  const command = async (...words) => {
    const place = ["--data", folder, "--database", `sqlite:${join(folder, `demo-1-${TODAY}.db`)}`];
    const { stdout } = await promisify(execFile)("target/release/openqies", [...words, ...place]);
    return stdout;
  };
  return { address, pid: server.pid, folder, command, stop };
}

/** Logs in by a plain form; gives the session's cookie. */
export async function signIn({ address }, path, fields) {
  const answer = await fetch(address + path, {
    method: "POST",
    body: new URLSearchParams(fields),
    headers: { origin: address, accept: "text/html" },
    redirect: "manual",
  });
  const cookie = answer.headers.getSetCookie().find((text) => text.startsWith("__Host-openqies="));
  if (answer.status !== 303 || !cookie) throw new Error(`${path} answers ${answer.status} without a session`);
  return cookie.split(";")[0];
}
