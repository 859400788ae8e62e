// The demonstration that the tests run against, and its people. Its day has a file of its own.
import type { Page } from "@playwright/test";
import { expect } from "./page.ts";

/** Any running instance in demo mode: `make e2e BASE_URL=http://localhost:3000`. */
export const BASE_URL = process.env.BASE_URL ?? "http://localhost:3000";

/** The people whom the log-in page offers, by what they do. */
export const PEOPLE = {
  administrator: { user: "DANA.WHITLOCK", name: "Dana Whitlock" },
  submitter: { user: "OWEN.SANDOVAL", name: "Owen Sandoval" },
  viewer: { user: "NADIA.BRANDT", name: "Nadia Brandt" },
  vendor: { user: "LARKSPUR.DATA", name: "Iris Holm (Larkspur Data Services)" },
  state: { user: "TOMAS.BERG", name: "Tomas Berg" },
  cms: { user: "RUTH.ELLERY", name: "Ruth Ellery" },
  helpDesk: { user: "SAM.OKAFOR", name: "Sam Okafor" },
  official: { user: "GRACE.NOVAK", name: "Grace Novak" },
  stateOfficial: { user: "VERA.STOLL", name: "Vera Stoll" },
  cmsOfficial: { user: "AMOS.PELL", name: "Amos Pell" },
  productionControl: { user: "JUNE.ARCHER", name: "June Archer" },
  waiting: { user: "LEO.FINCH", name: "Leo Finch" },
  surveyor: { user: "IDA.MARSH", name: "Ida Marsh" },
  rejected: { user: "PAUL.WEBER", name: "Paul Weber" },
  finance: { user: "NORA.VANCE", name: "Nora Vance" },
  colleague: { user: "ELI.MERCER", name: "Eli Mercer" },
  accreditor: { user: "MIRA.LANGE", name: "Mira Lange" },
  improver: { user: "NILS.ABEL", name: "Nils Abel" },
  auditor: { user: "NORA.LINDE", name: "Nora Linde" },
  both: { user: "NINA.CALDER", name: "Nina Calder" },
  roleless: { user: "OLIVE.TARN", name: "Olive Tarn" },
  forgotten: { user: "HUGO.LANDE", name: "Hugo Lande" },
  coordinator: { user: "HOLLY.BRECHT", name: "Holly Brecht" },
  agencyCoordinator: { user: "LENA.HARTWIG", name: "Lena Hartwig" },
  stateCoordinator: { user: "CARL.OSTER", name: "Carl Oster" },
  cmsGeneral: { user: "BETH.ARDEN", name: "Beth Arden" },
  accreditorOfficial: { user: "JOAN.TRASK", name: "Joan Trask" },
  contractor: { user: "OTTO.KLEIN", name: "Otto Klein" },
  macOfficial: { user: "RHEA.COLLINS", name: "Rhea Collins" },
  federal: { user: "FELIX.MOOR", name: "Felix Moor" },
  improverOfficial: { user: "INGA.SOMMER", name: "Inga Sommer" },
  warned: { user: "ALMA.REYES", name: "Alma Reyes" },
} as const;

export type Person = keyof typeof PEOPLE;

/** The password of all of them. */
export const PASSWORD = "Open-Demonstration-1";

/** Logs in without a page, as the one-click buttons of the log-in page do. */
export async function logInAs(page: Page, person: Person): Promise<void> {
  const answer = await page.request.post("/demo/log-in", {
    form: { user_name: PEOPLE[person].user },
    headers: { Origin: new URL(BASE_URL).origin },
    maxRedirects: 0,
  });
  expect(answer.status(), "log-in").toBe(303);
}
