// Viewing as a role, as the Help Desk starts it from a ticket.
import type { Page } from "@playwright/test";
import { logInAs, type Person } from "./demo.ts";
import { submit } from "./forms.ts";
import { logInConfirmed } from "./log-in.ts";
import { expect, hydrated, open } from "./page.ts";

/** Opens a ticket as Nadia Brandt by HTTP, and gives its number. */
export async function ticket(page: Page): Promise<string> {
  await logInAs(page, "viewer");
  const fields = { subject: `What do I see ${Date.now()}`, ccn: "16E724", words: "It is empty." };
  const address = await submit(page, "/help/ticket", "New ticket", fields);
  return new URL(address, "http://localhost").pathname.split("/").at(-1)!;
}

/** As which role, and at which place of the list where that is no provider. */
interface As {
  role: string;
  place?: string;
  /** Whoever views; one at a time, so tests that may run side by side each have their own. */
  viewer?: Person;
}

/** Begins to view as PBJ Viewer of the home that the ticket is about, or as another role. */
export async function startViewing(page: Page, number: string, scripted = true, as: As = { role: "PBJ Viewer" }): Promise<void> {
  await logInConfirmed(page, as.viewer ?? "helpDesk");
  await open(page, `/support/tickets/${number}`, scripted);
  await page.getByRole("link", { name: "View as a role" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "View as a role" })).toBeVisible();
  await hydrated(page, scripted);
  const running = page.getByRole("button", { name: "Stop viewing as" });
  if (await running.isVisible()) {
    await running.click();
    await open(page, `/support/viewing/new?ticket=${number}&organization=16E724`, scripted);
  }
  await expect(page.getByLabel(/^Ticket/)).toHaveValue(number);
  await expect(page.getByLabel(/^CCN/)).toHaveValue("16E724");
  await page.getByLabel(/^Role/).selectOption({ label: as.role });
  if (as.place) {
    await page.getByLabel(/^CCN/).fill("");
    await page.getByLabel(/^State, region/).selectOption({ label: as.place });
    await page.getByLabel(/^Why another organization/).fill("The ticket tells of its state.");
  }
  await page.getByLabel(/^Reason/).selectOption({ label: "See the problem that a ticket tells of" });
  await page.getByLabel(/^In your words/).fill("The report is said to be empty.");
  await page.getByRole("button", { name: "Start viewing as" }).click();
  await expect(bar(page)).toBeVisible();
  await hydrated(page, scripted);
}

/** The red bar. */
export const bar = (page: Page) => page.getByRole("region", { name: "Viewing as another role" });
