// Two tabs of one browser that runs no script, and a switch in one of them.
import { logInAs } from "../support/demo.ts";
import { expect, test } from "../support/page.ts";
import { goOnAs, workIn } from "../support/switching.ts";

const STREET = "12 Long Explanation Road";

test("a form of a stale tab is kept, explained, and sent after switching back", async ({ page }) => {
  await logInAs(page, "both");
  await workIn(page, "state_agency");
  await page.goto("/profile/contact");
  await page.getByLabel("Street address").fill(STREET);

  const other = await page.context().newPage();
  await other.goto("/dashboard");
  await goOnAs(other, "CMS");
  await expect(other.getByRole("banner")).toContainText("Your role: CMS View Only User");
  await other.close();

  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "You went on in another category" })).toBeVisible();
  const main = page.getByRole("main");
  await expect(main).toContainText("drawn while State Agency was your active category");
  await expect(main).toContainText(STREET);
  await page.getByRole("button", { name: "Switch back to State Agency and look at the form" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Your form was kept" })).toBeVisible();
  await page.getByRole("button", { name: "Send it now" }).click();
  await expect(page.getByText("Your contact details are saved")).toBeVisible();
  await expect(page.getByRole("banner")).toContainText("Your role: State Agency S&C General User");
});

test("a page of a stale tab that only reads is drawn for the present category", async ({ page }) => {
  await logInAs(page, "both");
  await workIn(page, "state_agency");
  await page.goto("/providers");
  await expect(page.getByRole("banner")).toContainText("Your role: State Agency S&C General User");
  await workIn(page, "cms");
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Who Has Submitted" }).first().click();
  await expect(page.getByRole("banner")).toContainText("Your role: CMS View Only User");
});
