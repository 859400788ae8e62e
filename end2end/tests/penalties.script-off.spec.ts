// Recording a payment and taking it back where the browser runs no script.
import { logInAs } from "../support/demo.ts";
import { expect, test } from "../support/page.ts";
import { TODAY, shown } from "../support/day.ts";
import {
  correctDay,
  firstCase,
  newTrace,
  openProven,
  someone,
  takeBackAddress,
  takeStepBack,
  typeAdjustment,
  typePayment,
  typeRefund,
} from "../support/penalties.ts";

test.describe.configure({ timeout: 120_000 });

test("a payment is refused, corrected, recorded once and reversed by a colleague", async ({ browser, page }) => {
  const trace = newTrace();
  await logInAs(page, "finance");
  const address = await firstCase(page, "status=due_and_payable&sort=due&dir=desc", false);
  await openProven(page, `${address}/payment`, false);
  await page.getByRole("button", { name: "Review" }).click();
  await expect(page.getByRole("alert")).toContainText("Select how the money came.");
  await typePayment(page, "1.00", trace);
  await page.getByRole("button", { name: "Review" }).click();
  await expect(page.getByRole("heading", { level: 1, name: /^Review the payment/ })).toBeVisible();
  // Sent twice, as by a double click.
  const form: Record<string, string> = { step: "record" };
  const fields = page.getByRole("form", { name: "Record payment" }).locator("input[type=hidden]");
  for (const field of await fields.all()) {
    form[(await field.getAttribute("name"))!] = (await field.getAttribute("value")) ?? "";
  }
  const origin = new URL(page.url()).origin;
  const first = await page.request.post("/api/penalties/record_payment", { form, headers: { Origin: origin, Accept: "text/html" } });
  expect(first.status()).toBe(200);
  await page.getByRole("button", { name: "Record payment" }).click();
  await expect(page.getByText("The payment is recorded")).toBeVisible();
  await expect(page.getByRole("table").getByRole("row").filter({ hasText: trace })).toHaveCount(1);

  const colleague = await someone(browser, "colleague", false);
  await colleague.goto(`${address}?tab=payments`);
  const row = colleague.getByRole("table").getByRole("row").filter({ hasText: trace });
  const reverse = (await row.getByRole("link", { name: /^Reverse/ }).getAttribute("href"))!;
  await openProven(colleague, reverse, false);
  await colleague.getByLabel(/^Reason/).fill("The check was for another home.");
  await colleague.getByRole("button", { name: "Reverse the entry" }).click();
  await expect(colleague.getByText("The entry is reversed")).toBeVisible();
  await colleague.context().close();
});

test("a case is moved on, and the step taken back", async ({ page }) => {
  const why = newTrace();
  await logInAs(page, "finance");
  const address = await firstCase(page, "status=appealed&sort=number&dir=desc", false);
  await openProven(page, `${address}/step`, false);
  await page.getByLabel(/^Next status/).selectOption({ label: "Due and payable" });
  await page.getByRole("button", { name: "Move the case on" }).click();
  await expect(page.getByRole("alert")).toContainText("Enter the reason");
  await expect(page.getByLabel(/^Next status/)).toHaveValue("due_and_payable");
  await page.getByLabel(/^Payable since/).fill(shown(TODAY));
  await page.getByLabel(/^Reason/).fill(`Final decision ${why}`);
  await page.getByRole("button", { name: "Move the case on" }).click();
  await expect(page.getByText("The case is moved on")).toBeVisible();
  await expect(page.getByRole("row").filter({ hasText: `Final decision ${why}` })).toHaveCount(1);
  await takeStepBack(page, address, `Final decision ${why}`, `Of another home ${why}`, false);
  await expect(page.getByRole("row").filter({ hasText: `Of another home ${why}` })).toContainText("Appealed");
});

test("what came in too much is sent back", async ({ browser, page }) => {
  const trace = newTrace();
  await logInAs(page, "finance");
  const address = await firstCase(page, "status=refund_due", false);
  await openProven(page, `${address}/refund`, false);
  await page.getByRole("button", { name: "Record refund" }).click();
  await expect(page.getByRole("alert")).toContainText("Enter the check or trace number.");
  await typeRefund(page, "1.00", trace);
  await page.getByRole("button", { name: "Record refund" }).click();
  await expect(page.getByText("The refund is recorded")).toBeVisible();

  const colleague = await someone(browser, "colleague", false);
  await colleague.goto(`${address}?tab=payments`);
  const row = colleague.getByRole("table").getByRole("row").filter({ hasText: trace });
  await openProven(colleague, (await row.getByRole("link", { name: /^Reverse/ }).getAttribute("href"))!, false);
  await colleague.getByLabel(/^Reason/).fill(`It came back: ${trace}.`);
  await colleague.getByRole("button", { name: "Reverse the entry" }).click();
  await expect(colleague.getByText("The entry is reversed")).toBeVisible();
  await colleague.context().close();
});

test("a penalty is adjusted, and a colleague takes that back", async ({ browser, page }) => {
  const why = newTrace();
  await logInAs(page, "finance");
  const address = await firstCase(page, "status=imposed&sort=number", false);
  await openProven(page, `${address}/adjust`, false);
  await typeAdjustment(page, "Settlement", `Agreed ${why}`);
  await page.getByRole("button", { name: "Review" }).click();
  await expect(page.getByRole("alert")).toContainText("Enter either an amount or a percent.");
  await page.getByLabel(/^Percent to take off/).fill("10");
  await page.getByRole("button", { name: "Review" }).click();
  await expect(page.getByRole("heading", { level: 1, name: /^Review the adjustment/ })).toBeVisible();
  await page.getByRole("button", { name: "Record adjustment" }).click();
  await expect(page.getByText("The penalty is adjusted")).toBeVisible();
  await expect(page.getByRole("row").filter({ hasText: `Agreed ${why}` })).toContainText("Settlement");

  const colleague = await someone(browser, "colleague", false);
  await openProven(colleague, await takeBackAddress(colleague, address, `Agreed ${why}`, false), false);
  await colleague.getByLabel(/^Reason/).fill(`Another home: ${why}`);
  await colleague.getByRole("button", { name: "Take the adjustment back" }).click();
  await expect(colleague.getByText("The adjustment is taken back")).toBeVisible();
  await colleague.context().close();
});

test("a payable day that was mistyped is corrected, and corrected again", async ({ page }) => {
  const why = newTrace();
  await logInAs(page, "finance");
  const address = await firstCase(page, "status=referred_to_treasury", false);
  await correctDay(page, address, -1, `Misread ${why}`, false);
  await correctDay(page, address, 1, `Right before ${why}`, false);
  await expect(page.getByRole("row").filter({ hasText: `Right before ${why}` })).toContainText("Referred to Treasury");
});

test("cases are searched and sorted, and downloaded", async ({ page }) => {
  await logInAs(page, "finance");
  await page.goto("/penalties?due_to=soon");
  await expect(page.getByText("Not understood, and so left out: Due until “soon”.")).toBeVisible();
  await page.getByLabel("What is owed").selectOption({ label: "Past due" });
  await page.getByRole("button", { name: "Apply filters" }).click();
  await expect(page).toHaveURL(/standing=overdue/);
  await expect(page.getByRole("table").getByRole("rowheader").first()).toBeVisible();
  await page.getByRole("columnheader", { name: "Balance" }).getByRole("link").click();
  await expect(page.getByRole("columnheader", { name: "Balance" })).toHaveAttribute("aria-sort", "descending");
  const href = (await page.getByRole("link", { name: "Download CSV" }).getAttribute("href"))!;
  const file = await (await page.request.get(href)).text();
  expect(file).toContain("Case Number");
});
