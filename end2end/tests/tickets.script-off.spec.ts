// Asking the Help Desk where the browser runs no script.
import { logInAs } from "../support/demo.ts";
import { expect, test } from "../support/page.ts";

test("a ticket is opened, answered and closed", async ({ browser, page }) => {
  const subject = `No picture ${Date.now()}`;
  await logInAs(page, "submitter");
  await page.goto("/help/ticket");
  await page.getByLabel(/^Subject/).fill(subject);
  await page.getByLabel(/^CCN/).fill("nowhere");
  await page.getByLabel(/^Question/).fill("Where is it?");
  await page.getByRole("button", { name: "Send to the Help Desk" }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  await expect(page.getByLabel(/^Subject/)).toHaveValue(subject);
  await expect(page.getByLabel(/^Question/)).toHaveValue("Where is it?");
  await page.getByLabel(/^CCN/).fill("16E724");
  await page.getByRole("button", { name: "Send to the Help Desk" }).click();
  await expect(page.getByText("The ticket is with the Help Desk")).toBeVisible();
  await expect(page.getByRole("main")).toContainText("DAVIS COUNTY HOSPITAL");

  const desk = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await logInAs(desk, "helpDesk");
  await desk.goto("/support/tickets?state=open&size=100");
  await desk.getByRole("row", { name: new RegExp(subject) }).getByRole("link").click();
  await desk.getByRole("button", { name: "Send the answer" }).click();
  await expect(desk.getByRole("alert")).toContainText("Enter what you want to say.");
  await desk.getByLabel(/^Answer/).fill("In the second tab.");
  await desk.getByRole("button", { name: "Send the answer" }).click();
  await expect(desk.getByText("The answer is sent")).toBeVisible();
  await desk.getByLabel(/^Answer/).fill("Or in the third.");
  await desk.getByRole("button", { name: "Close the ticket" }).click();
  await expect(desk.getByText("The answer is sent, and the ticket is closed")).toBeVisible();
  await expect(desk.getByRole("main")).toContainText("Or in the third.");
  await desk.context().close();

  await page.reload();
  await expect(page.getByRole("main")).toContainText("In the second tab.");
  await page.getByLabel(/^Your words/).fill("Not there either.");
  await page.getByRole("button", { name: "Send to the Help Desk" }).click();
  await expect(page.getByRole("main")).toContainText("Waits for the Help Desk");
});
