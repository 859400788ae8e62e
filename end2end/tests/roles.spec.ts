// The User Roles Matrix, and what a training environment says on every page.
import { fitsSmallScreens } from "../support/audit.ts";
import { Installation, PROGRAM } from "../support/installation.ts";
import { expect, open, test } from "../support/page.ts";

test("the User Roles Matrix needs no log-in and goes from category to category by links", async ({ page }) => {
  await open(page, "/help");
  await page.getByRole("main").getByRole("link", { name: "User Roles Matrix" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "User Roles Matrix" })).toBeVisible();
  const main = page.getByRole("main");
  await expect(main.getByRole("heading", { level: 3, name: "PBJ Viewer" })).toBeVisible();
  await main.getByRole("navigation", { name: "Categories" }).getByRole("link", { name: "State Agency" }).click();
  await expect(page).toHaveURL(/category=state_agency/);
  await expect(main.getByRole("heading", { level: 3, name: "PBJ Viewer" })).toHaveCount(0);
  const table = main.getByRole("table", { name: /^What the roles of State Agency may do/ });
  const row = table.getByRole("row", { name: /^See who has submitted staffing data/ });
  await expect(row).toContainText("Its state");
  await expect(table).toContainText("with SAGU of the same state: D s");
});

test("the User Roles Matrix fits a small screen", async ({ page }) => {
  await open(page, "/help/roles");
  await fitsSmallScreens(page);
});

test("a training environment says so on every page, and stays one", async ({ page }, testInfo) => {
  if (!PROGRAM) console.log("skipped: there is no program to start beside this instance");
  test.skip(!PROGRAM, "there is no program to start");
  const installation = new Installation(testInfo.outputPath("training"));
  const strip = page.getByRole("region", { name: "About this environment" });
  try {
    installation.publish("00000000000000aa");
    const origin = await installation.start("--environment", "training");
    for (const address of ["/login", "/help", "/help/roles?category=ado"]) {
      await open(page, `${origin}${address}`);
      await expect(strip).toContainText("Training environment");
    }
    await installation.stop();
    await expect(installation.start("--environment", "production")).rejects.toThrow("ended at its start");
  } finally {
    await installation.stop();
  }
});
