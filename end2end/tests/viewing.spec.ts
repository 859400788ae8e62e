// Viewing as a role: every page is that role's, under a red bar, and nothing can be changed.
import { holds } from "../support/audit.ts";
import { logInAs } from "../support/demo.ts";
import { expect, hydrated, open, test } from "../support/page.ts";
import { bar, startViewing, ticket } from "../support/viewing.ts";

test.describe.configure({ mode: "serial", timeout: 120_000 });

test("the Help Desk sees what the role sees, changes nothing, and the officials read that it looked", async ({ browser, page }) => {
  const number = await ticket(page);
  await startViewing(page, number);
  await expect(bar(page)).toContainText(/Viewing as PBJ Viewer, DAVIS COUNTY HOSPITAL \(16E724\)\. Read only\. Reason: .* Ends \d\d:\d\d ET\./);
  const links = page.getByRole("navigation", { name: "Main" }).getByRole("link");
  await expect(links).toHaveText(["Dashboard", "Providers", "Submissions", "Staffing Hours", "Who Has Submitted"]);
  await holds(page, "/submissions");
  await expect(bar(page)).toBeVisible();
  for (const closed of ["/profile", "/devices", "/demo/mailbox", "/submissions.csv", "/support/tickets"]) {
    const answer = await page.request.get(closed, { headers: { accept: "text/html" } });
    expect(answer.status(), closed).toBe(403);
    expect(await answer.text(), closed).toContain("You view pages as another role");
  }
  await open(page, "/submissions?state=rejected");
  await bar(page).getByRole("link", { name: "Reveal identifiers" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Reveal identifiers" })).toBeVisible();
  await holds(page, "/support/viewing/reveal");
  await page.getByLabel(/^Reason/).fill("To compare one of them.");
  await page.getByRole("main").getByRole("button", { name: "Reveal identifiers" }).click();
  await expect(bar(page)).toContainText("Identifiers are shown.");
  await hydrated(page);
  await bar(page).getByRole("button", { name: "Stop viewing as" }).click();
  await expect(page.getByRole("heading", { level: 1, name: `Ticket ${number}` })).toBeVisible();
  await expect(bar(page)).toBeHidden();

  const official = await (await browser.newContext()).newPage();
  await logInAs(official, "administrator");
  await open(official, "/audit/organization");
  const record = official.getByRole("main");
  for (const act of ["Began to view as a role", "Had identifiers shown while viewing as a role", "Stopped viewing as a role"]) {
    await expect(record).toContainText(act);
  }
  await expect(record).toContainText("SAM.OKAFOR, viewing as PBJ Viewer");
  await official.context().close();
});
