// A real mail server, and a demonstration of its own that mails through it.
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SMTPServer } from "smtp-server";
import { expect } from "./page.ts";

export const MAIL_USER = "openqies";
export const MAIL_PASSWORD = "hush-marked-password";

/** A mail that the server took. */
export type Mail = { from: string; to: string; headers: string; text: string; html: string };

/** Takes mails from whoever logs in, as the servers of providers do; refuses as many as it is told to, for now. */
export class MailServer {
  readonly mails: Mail[] = [];
  refusals = 0;
  private readonly server: SMTPServer;

  constructor() {
    this.server = new SMTPServer({
      // This machine speaks with itself.
      disabledCommands: ["STARTTLS"],
      allowInsecureAuth: true,
      onAuth: ({ username, password }, _session, done) => {
        if (username === MAIL_USER && password === MAIL_PASSWORD) done(null, { user: username });
        else done(new Error("not the password"));
      },
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on("data", (chunk: Buffer) => chunks.push(chunk));
        stream.on("end", () => {
          if (this.refusals > 0) {
            this.refusals -= 1;
            done(Object.assign(new Error("busy, come again"), { responseCode: 451 }));
            return;
          }
          const { mailFrom, rcptTo } = session.envelope;
          const from = mailFrom ? mailFrom.address : "";
          this.mails.push({ from, to: rcptTo.map(({ address }) => address).join(), ...read(Buffer.concat(chunks).toString()) });
          done();
        });
      },
    });
  }

  /** Begins to listen; gives the address for `--smtp`. */
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    const { port } = this.server.server.address() as AddressInfo;
    return `smtp://${MAIL_USER}:${MAIL_PASSWORD}@127.0.0.1:${port}`;
  }

  async stop(): Promise<void> {
    await new Promise<void>((resolve) => this.server.close(resolve));
  }

  /** The mails to someone, the oldest first. */
  to(recipient: string): Mail[] {
    return this.mails.filter((mail) => mail.to === recipient);
  }

  /** Waits for the mail of this number (1 is the first) to someone. */
  async receive(recipient: string, number: number): Promise<Mail> {
    await expect.poll(() => this.to(recipient).length, { timeout: 45_000 }).toBeGreaterThanOrEqual(number);
    return this.to(recipient)[number - 1];
  }
}

/** The parts of a mail: its headers, and its words as text and as HTML. */
function read(raw: string): Pick<Mail, "headers" | "text" | "html"> {
  const end = raw.indexOf("\r\n\r\n");
  // A header that is too long goes on in the next line.
  const headers = raw.slice(0, end).replace(/\r\n[ \t]+/g, " ");
  const boundary = /boundary="([^"]+)"/.exec(headers)?.[1] ?? "";
  const parts = raw.slice(end).split(`--${boundary}`);
  const part = (kind: string): string => {
    const found = parts.find((part) => part.includes(`Content-Type: ${kind}`)) ?? "";
    const body = found.slice(found.indexOf("\r\n\r\n") + 4);
    const quoted = /Content-Transfer-Encoding: quoted-printable/i.test(found);
    return quoted ? unquoted(body) : body;
  };
  return { headers, text: part("text/plain"), html: part("text/html") };
}

function unquoted(text: string): string {
  const bytes = text.replace(/=\r\n/g, "").replace(/=([0-9A-F]{2})/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
  return Buffer.from(bytes, "latin1").toString("utf8");
}

/** A running demonstration that nobody else uses. */
export class Instance {
  origin = "";
  private constructor(
    private readonly program: ChildProcess,
    private readonly folder: string,
  ) {}

  /** Lays out a demonstration in a folder of its own and starts it, which takes half a minute. */
  static async start(today: string, ...flags: string[]): Promise<Instance> {
    const folder = mkdtempSync(join(tmpdir(), "openqies-"));
    const log = join(folder, "log");
    writeFileSync(log, "");
    const program = spawn(
      "sh",
      ["-c", 'exec "$@" >>"$0" 2>&1', log, process.env.OPENQIES ?? "target/debug/openqies"].concat(
        ["demo", "--port", "0", "--data", join(folder, "data"), "--today", today],
        ["--raise-limits", "1000", ...flags],
      ),
      // Every level: what the log must not say is looked for in all that it can say.
      { cwd: "..", env: { ...process.env, RUST_LOG: "trace,sqlx=info" } },
    );
    const instance = new Instance(program, folder);
    await expect(() => {
      expect(program.exitCode, `it ended:\n${instance.log()}`).toBeNull();
      instance.origin = /is at (http:\/\/localhost:\d+)/.exec(instance.log())?.[1] ?? "";
      expect(instance.origin, "its address").not.toBe("");
    }).toPass({ timeout: 300_000, intervals: [200] });
    return instance;
  }

  /** All that the program has said. */
  log(): string {
    return readFileSync(join(this.folder, "log"), "utf8");
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.program.once("exit", resolve));
    this.program.kill("SIGTERM");
    await ended;
    rmSync(this.folder, { recursive: true });
  }
}
