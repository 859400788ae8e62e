// A server of a test's own, empty, for what the shared demonstration cannot have done to it: deployments.
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";

/** The built program; scripts/e2e names it. Against another running instance there is none. */
export const PROGRAM = process.env.OPENQIES;

export class Installation {
  private server: ChildProcess | undefined;
  private port = 0;

  /** `place` is a folder of its own. */
  constructor(private readonly place: string) {}

  /** Makes the site folder what a deployment leaves: the built files under each of these names, the newest first. */
  publish(...builds: string[]): void {
    const [built, site] = [join(dirname(PROGRAM!), "../site"), join(this.place, "site")];
    const newest = readFileSync(join(built, "pkg/builds"), "utf8").split("\n")[0];
    rmSync(site, { recursive: true, force: true });
    mkdirSync(join(site, "pkg"), { recursive: true });
    cpSync(join(built, "assets"), join(site, "assets"), { recursive: true });
    for (const build of builds) cpSync(join(built, "pkg", newest), join(site, "pkg", build), { recursive: true });
    writeFileSync(join(site, "pkg/builds"), builds.map((build) => `${build}\n`).join(""));
  }

  /** Runs a command on the installation's data, and gives what it says. */
  run(...words: string[]): string {
    return execFileSync(PROGRAM!, [...words, "--data", join(this.place, "data")], { encoding: "utf8" });
  }

  /** Starts the server, always at the same address, and gives it. */
  async start(...flags: string[]): Promise<string> {
    const words = ["serve", "--data", join(this.place, "data"), "--site", join(this.place, "site"), "--port", `${this.port}`, ...flags];
    const server = spawn(PROGRAM!, words, { stdio: ["ignore", "pipe", "inherit"] });
    this.server = server;
    for await (const line of createInterface({ input: server.stdout })) {
      const address = /is at (http:\/\/localhost:(\d+))/.exec(line);
      if (address) {
        this.port = Number(address[2]);
        return address[1];
      }
    }
    throw new Error(`the server ended at its start: ${server.exitCode}`);
  }

  /** Ends the server, as its supervisor does. */
  async stop(): Promise<void> {
    const server = this.server;
    if (!server || server.exitCode !== null) return;
    const ended = new Promise((resolve) => server.once("exit", resolve));
    server.kill();
    await ended;
  }
}
