// A real identity provider (OpenID Connect), at which everybody's password is right.
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import Provider from "oidc-provider";
import { expect } from "./page.ts";
import type { Page } from "@playwright/test";

export const CLIENT = "openqies";
export const CLIENT_SECRET = "hush-marked-client-secret";

/** Says of `first.last` that first.last@example.org is theirs, and of `someone.unverified` that nobody has looked. */
export class IdentityProvider {
  issuer = "";
  /** What went between it and the program, and is nobody else's: verifiers, access and ID tokens. */
  readonly secrets: string[] = [];
  private answer: RequestListener = (_request, response) => response.writeHead(503).end();
  private readonly server: Server = createServer((request, response) => this.answer(request, response));

  /** Begins to listen, at another site than localhost; gives the issuer. It answers nothing before it {@link knows}. */
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    this.issuer = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    return this.issuer;
  }

  /** Takes people from this origin, and sends them back there. */
  knows(origin: string): void {
    const provider = new Provider(this.issuer, {
      clients: [
        {
          client_id: CLIENT,
          client_secret: CLIENT_SECRET,
          redirect_uris: [`${origin}/openid/return`],
          response_types: ["code"],
          grant_types: ["authorization_code"],
        },
      ],
      claims: { openid: ["sub"], email: ["email", "email_verified"] },
      pkce: { required: () => true },
      findAccount: (_context, id) => ({
        accountId: id,
        claims: () => ({ sub: id, email: `${id}@example.org`, email_verified: !id.endsWith(".unverified") }),
      }),
    });
    provider.on("grant.success", ({ oidc, body }) => {
      const { access_token, id_token } = body as Record<string, string>;
      this.secrets.push(oidc.params!.code_verifier as string, access_token, id_token);
    });
    this.answer = provider.callback();
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  /** Logs in on the provider's own pages; the first time, it asks what it may tell. */
  async logIn(page: Page, account: string, time: "first" | "again" = "first"): Promise<void> {
    await expect(page.getByRole("heading", { level: 1, name: "Sign-in" })).toBeVisible();
    await page.getByPlaceholder("Enter any login").fill(account);
    await page.getByPlaceholder("and password").fill("anything");
    await page.getByRole("button", { name: "Sign-in" }).click();
    if (time === "first") await page.getByRole("button", { name: "Continue" }).click();
  }
}
