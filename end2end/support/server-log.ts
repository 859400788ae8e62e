// After a failure: what the server said. It reports before the list of failed tests, which then stands last.
import { readFileSync } from "node:fs";
import type { FullResult, Reporter } from "@playwright/test/reporter";

/** Where scripts/e2e has the server write; another instance's log is its own affair. */
const LOG = process.env.SERVER_LOG;

export default class ServerLog implements Reporter {
  onEnd(result: FullResult): void {
    if (result.status === "passed" || !LOG) return;
    const lines = readFileSync(LOG, "utf8").trimEnd().split("\n");
    const faults = lines.filter((line) => /\b(WARN|ERROR)\b|panicked/.test(line));
    console.log("\nServer: warnings and errors, then its last lines; the whole log is end2end/test-results/server.log");
    console.log([...faults.slice(-20), "...", ...lines.slice(-5)].join("\n"));
  }

  printsToStdio(): boolean {
    return false;
  }
}
