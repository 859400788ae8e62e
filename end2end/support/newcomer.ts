// Somebody new, for tests of what comes after a registration. The registration itself is gone through in the browser,
// with script and without, by registration.spec.ts, and by keyboard.spec.ts with keys alone.
import type { Page } from "@playwright/test";
import { attribute, submit, type Fields } from "./forms.ts";
import { codeMailedTo, linkMailedTo, newAddress } from "./mailbox.ts";
import { expect } from "./page.ts";
import { NEW_PASSWORD, newUserId } from "./registration.ts";

export interface Newcomer {
  email: string;
  userId: string;
  /** The page that was mailed, on which a user ID is chosen. */
  link: string;
}

/** Who has the link; who has an account; who accepted the terms; who was proofed and has an open session. */
export type Stage = "link" | "account" | "terms" | "session";

/**
 * Registers somebody by HTTP as far as this stage, and leaves their session to the page's browser, which shows nothing
 * of it yet. An open session's second factor is their address, proven a moment ago.
 */
export async function newcomer(page: Page, stage: Stage = "session"): Promise<Newcomer> {
  return register(page, newAddress(), newUserId(), stage);
}

/** Registers somebody of this address and user ID: who may have an account with them at another instance. */
export async function register(page: Page, email: string, userId: string, stage: Stage = "session"): Promise<Newcomer> {
  await submit(page, "/register", "Your profile", { ...PROFILE, email });
  const link = await linkMailedTo(page, email, "Go on with your registration");
  const person = { email, userId, link };
  if (stage === "link") return person;
  await submit(page, link, "Your account", { user_name: userId, password: NEW_PASSWORD });
  if (stage === "account") return person;
  await submit(page, "/register/terms", "Terms and conditions", { terms: "true" });
  if (stage === "terms") return person;
  await submit(page, "/register/proofing", "Start identity proofing");
  await submit(page, "/register/proofing", "Questions", rightAnswers);
  const confirmation = await submit(page, "/devices/add/email", "Add a device", { target: email });
  await submit(page, confirmation, "Enter Code", async () => ({ code: await codeMailedTo(page, email) }));
  return person;
}

/** As registration.ts fills it in. */
const PROFILE: Fields = {
  first_name: "Anne",
  last_name: "Somogyi",
  phone: "(641) 555-0142",
  address: "509 North Madison Street",
  city: "Bloomfield",
  state: "IA",
  zip: "52537",
  born_on: "04/27/1984",
};

/** For each question the choice that the page's facts about the invented person tell. */
function rightAnswers(html: string): Fields {
  const facts = [...html.matchAll(/<li[^>]*>([^<]*The invented person[^<]*)/g)].map(([, fact]) => fact);
  const told = facts.join(" ").toLowerCase();
  const choices = [...html.matchAll(/(<input[^>]*type="radio"[^>]*>)\s*<label[^>]*>([^<]*)/g)];
  const right = choices.filter(([, , words]) => told.includes(` ${words.toLowerCase()}.`));
  expect(right.length, "the questions whose answers are told").toBeGreaterThan(0);
  return Object.fromEntries(right.map(([, radio]) => [attribute(radio, "name"), attribute(radio, "value")]));
}
