// Civil money penalties: the list, recording a payment, and taking it back as a colleague.
import { holdsAsShown } from "../support/audit.ts";
import { logInAs } from "../support/demo.ts";
import { expect, hydrated, open, test } from "../support/page.ts";
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
  typeStep,
} from "../support/penalties.ts";

// Two second factors each.
test.describe.configure({ timeout: 120_000 });

test("a payment is reviewed, recorded, and reversed by a colleague", async ({ browser, page }) => {
  const trace = newTrace();
  await logInAs(page, "finance");
  const address = await firstCase(page, "status=due_and_payable&sort=due&dir=desc");
  await openProven(page, `${address}/payment`);
  await holdsAsShown(page);
  await typePayment(page, "1.00", trace);
  await page.getByRole("button", { name: "Review" }).click();
  await expect(page.getByRole("heading", { level: 1, name: /^Review the payment/ })).toBeVisible();
  await expect(page.getByRole("main")).toContainText("$1.00");
  await hydrated(page);
  await holdsAsShown(page);
  await page.getByRole("button", { name: "Change" }).click();
  await expect(page.getByLabel(/^Check or trace number/)).toHaveValue(trace);
  await hydrated(page);
  await page.getByRole("button", { name: "Review" }).click();
  await expect(page.getByRole("heading", { level: 1, name: /^Review the payment/ })).toBeVisible();
  await hydrated(page);
  await page.getByRole("button", { name: "Record payment" }).click();
  await expect(page.getByText("The payment is recorded")).toBeVisible();
  const row = page.getByRole("table").getByRole("row").filter({ hasText: trace });
  await expect(row).toHaveCount(1);
  await expect(row).toContainText("$1.00");
  await expect(row.getByRole("link", { name: /^Reverse/ })).toHaveCount(0);
  await holdsAsShown(page);

  const colleague = await someone(browser, "colleague");
  await open(colleague, `${address}?tab=payments`);
  const theirs = colleague.getByRole("table").getByRole("row").filter({ hasText: trace });
  const reverse = (await theirs.getByRole("link", { name: /^Reverse/ }).getAttribute("href"))!;
  await openProven(colleague, reverse);
  await colleague.getByRole("button", { name: "Reverse the entry" }).click();
  await expect(colleague).toHaveTitle(/^Error: Reverse an entry/);
  await hydrated(colleague);
  await holdsAsShown(colleague);
  await colleague.getByLabel(/^Reason/).fill(`The check was for another home: ${trace}.`);
  await colleague.getByRole("button", { name: "Reverse the entry" }).click();
  await expect(colleague.getByText("The entry is reversed")).toBeVisible();
  await open(colleague, `${address}?tab=payments`);
  const reversal = colleague.getByRole("table").getByRole("row").filter({ hasText: `another home: ${trace}` });
  await expect(reversal).toContainText("Reversal of a payment");
  // Screen readers hear the sign.
  await expect(reversal).toContainText("minus $1.00");
  await expect(theirs.filter({ hasText: "Reversed" })).toHaveCount(1);
  await colleague.context().close();
});

test("what is wrong with a payment stands at its field", async ({ page }) => {
  await logInAs(page, "finance");
  const address = await firstCase(page, "status=due_and_payable&sort=due&dir=desc");
  await openProven(page, `${address}/payment`);
  await typePayment(page, "99999999", newTrace());
  await page.getByRole("button", { name: "Review" }).click();
  await expect(page).toHaveTitle(/^Error: Record payment/);
  await hydrated(page);
  await page.getByRole("alert").getByRole("link").click();
  await expect(page.getByLabel(/^Amount/)).toBeFocused();
  await expect(page.getByLabel(/^Amount/)).toHaveValue("99999999");
  await holdsAsShown(page);
});

// There and back again, so that the case is there for the next test.
test("an appeal ends, the penalty comes due, and that step is taken back", async ({ page }) => {
  const why = newTrace();
  await logInAs(page, "finance");
  const address = await firstCase(page, "status=appealed&sort=number");
  await open(page, address);
  await page.getByRole("link", { name: "Move the case on" }).click();
  await expect(page.getByRole("heading", { level: 1, name: /^Move case .* on$/ })).toBeVisible();
  await openProven(page, `${address}/step`);
  await holdsAsShown(page);
  await typeStep(page, "Due and payable", `Final decision ${why}`);
  await page.getByRole("button", { name: "Move the case on" }).click();
  await expect(page).toHaveTitle(/^Error: Move case/);
  await hydrated(page);
  await page.getByRole("alert").getByRole("link").click();
  await expect(page.getByLabel(/^Payable since/)).toBeFocused();
  await holdsAsShown(page);
  await page.getByLabel(/^Payable since/).fill(shown(TODAY));
  await page.getByRole("button", { name: "Move the case on" }).click();
  await expect(page.getByText("The case is moved on")).toBeVisible();
  const step = page.getByRole("table").getByRole("row").filter({ hasText: `Final decision ${why}` });
  await expect(step).toContainText("Due and payable");
  await expect(step).toContainText("NORA.VANCE");
  await holdsAsShown(page);
  await open(page, address);
  await expect(page.getByText("Payable since")).toBeVisible();

  await open(page, `${address}?tab=history`);
  await page.getByRole("row").filter({ hasText: `Final decision ${why}` }).getByRole("link", { name: /^Take back/ }).click();
  await expect(page.getByRole("heading", { level: 1, name: /^Take back a step/ })).toBeVisible();
  await holdsAsShown(page);
  await page.getByRole("button", { name: "Take the step back" }).click();
  await expect(page).toHaveTitle(/^Error: Take back a step/);
  await hydrated(page);
  await takeStepBack(page, address, `Final decision ${why}`, `Of another home ${why}`);
  await expect(page.getByRole("row").filter({ hasText: `Of another home ${why}` })).toContainText("Appealed");
  await holdsAsShown(page);
});

test("what came in too much is sent back, and a colleague takes that back", async ({ browser, page }) => {
  const trace = newTrace();
  await logInAs(page, "finance");
  const address = await firstCase(page, "status=refund_due");
  await openProven(page, `${address}/refund`);
  await holdsAsShown(page);
  await typeRefund(page, "99999999", trace);
  await page.getByRole("button", { name: "Record refund" }).click();
  await expect(page).toHaveTitle(/^Error: Record refund/);
  await hydrated(page);
  await expect(page.getByLabel(/^Check or trace number/)).toHaveValue(trace);
  await page.getByLabel(/^Amount/).fill("1.00");
  await page.getByRole("button", { name: "Record refund" }).click();
  await expect(page.getByText("The refund is recorded")).toBeVisible();
  const row = page.getByRole("table").getByRole("row").filter({ hasText: trace });
  await expect(row).toContainText("minus $1.00");
  await holdsAsShown(page);

  const colleague = await someone(browser, "colleague");
  await open(colleague, `${address}?tab=payments`);
  const theirs = colleague.getByRole("table").getByRole("row").filter({ hasText: trace });
  await openProven(colleague, (await theirs.getByRole("link", { name: /^Reverse/ }).getAttribute("href"))!);
  await colleague.getByLabel(/^Reason/).fill(`It came back: ${trace}.`);
  await colleague.getByRole("button", { name: "Reverse the entry" }).click();
  await expect(colleague.getByText("The entry is reversed")).toBeVisible();
  await colleague.context().close();
});

test("a penalty is taken off after a review, what came in is to go back, and a colleague takes that back", async ({ browser, page }) => {
  const why = newTrace();
  await logInAs(page, "finance");
  const address = await firstCase(page, "status=escrow_held&sort=number");
  await open(page, address);
  await page.getByRole("link", { name: "Adjust the penalty" }).click();
  await expect(page.getByRole("heading", { level: 1, name: /^Adjust the penalty of case/ })).toBeVisible();
  await openProven(page, `${address}/adjust`);
  await holdsAsShown(page);
  await typeAdjustment(page, "Settlement", `Agreed ${why}`);
  await page.getByLabel(/^Amount to take off/).fill("99999999");
  await page.getByRole("button", { name: "Review" }).click();
  await expect(page).toHaveTitle(/^Error: Adjust the penalty/);
  await hydrated(page);
  await page.getByRole("alert").getByRole("link").click();
  await expect(page.getByLabel(/^Amount to take off/)).toBeFocused();
  await holdsAsShown(page);
  await page.getByLabel(/^Amount to take off/).fill("");
  await page.getByLabel(/^Kind of reduction/).selectOption({ label: "Rescinded (all that is left)" });
  await page.getByRole("button", { name: "Review" }).click();
  await expect(page.getByRole("heading", { level: 1, name: /^Review the adjustment/ })).toBeVisible();
  await hydrated(page);
  await expect(page.getByRole("main").locator("dt:text-is('Penalty after') + dd")).toHaveText("$0.00");
  await expect(page.getByRole("main").locator("dt:text-is('Status after') + dd")).toHaveText("Refund due");
  await holdsAsShown(page);
  await page.getByRole("button", { name: "Change" }).click();
  await expect(page.getByLabel(/^Reason/)).toHaveValue(`Agreed ${why}`);
  await hydrated(page);
  await page.getByRole("button", { name: "Review" }).click();
  await expect(page.getByRole("heading", { level: 1, name: /^Review the adjustment/ })).toBeVisible();
  await hydrated(page);
  await page.getByRole("button", { name: "Record adjustment" }).click();
  await expect(page.getByText("The penalty is adjusted")).toBeVisible();
  const row = page.getByRole("table").getByRole("row").filter({ hasText: `Agreed ${why}` });
  await expect(row).toContainText("NORA.VANCE");
  await expect(row.getByRole("link", { name: /^Take back/ })).toHaveCount(0);
  await expect(page.getByRole("link", { name: "Record refund" })).toBeVisible();
  await holdsAsShown(page);

  const colleague = await someone(browser, "colleague");
  await openProven(colleague, await takeBackAddress(colleague, address, `Agreed ${why}`));
  await colleague.getByRole("button", { name: "Take the adjustment back" }).click();
  await expect(colleague).toHaveTitle(/^Error: Take back an adjustment/);
  await hydrated(colleague);
  await holdsAsShown(colleague);
  await colleague.getByLabel(/^Reason/).fill(`Another home: ${why}`);
  await colleague.getByRole("button", { name: "Take the adjustment back" }).click();
  await expect(colleague.getByText("The adjustment is taken back")).toBeVisible();
  const rows = colleague.getByRole("table").getByRole("row");
  await expect(rows.filter({ hasText: `Another home: ${why}` })).toContainText("Taken back: Rescinded");
  await colleague.getByRole("link", { name: "Summary" }).click();
  await expect(colleague.getByText("Held in escrow")).toBeVisible();
  await colleague.context().close();
});

test("a payable day that was mistyped is corrected, and corrected again", async ({ page }) => {
  const why = newTrace();
  await logInAs(page, "finance");
  const address = await firstCase(page, "status=payment_plan");
  await openProven(page, `${address}/payable-day`);
  await holdsAsShown(page);
  await page.getByRole("button", { name: "Correct the payable day" }).click();
  await expect(page).toHaveTitle(/^Error: Correct the payable day/);
  await hydrated(page);
  await correctDay(page, address, -1, `Misread ${why}`);
  const row = page.getByRole("table").getByRole("row").filter({ hasText: `Misread ${why}` });
  await expect(row).toContainText("NORA.VANCE");
  await expect(row).toContainText("Payment plan");
  await holdsAsShown(page);
  await correctDay(page, address, 1, `Right before ${why}`);
});

test("the parts of a case are links, and each that is offered has something to show", async ({ page }) => {
  await logInAs(page, "finance");
  const address = await firstCase(page, "status=partially_paid");
  await open(page, address);
  const parts = page.getByRole("navigation", { name: "Parts of the case" }).getByRole("link");
  const names = await parts.allInnerTexts();
  expect(names).toContain("Payments");
  for (const name of names.slice(1)) {
    await parts.filter({ hasText: name }).click();
    await expect(page.getByRole("heading", { level: 2, name, exact: true })).toBeVisible();
    const shows = page.getByRole("main").getByRole("table").or(page.getByText(/^Today's rate is/));
    await expect(shows.first()).toBeVisible();
  }
  await expect(page.getByText(/invented for the demonstration/).first()).toBeVisible();
});

test("a list says what of its filter it could not make sense of", async ({ page }) => {
  await logInAs(page, "finance");
  await open(page, "/penalties");
  await page.getByLabel("Due from").fill("soon");
  await page.getByLabel("Penalty from ($)").fill("ten");
  await page.getByRole("button", { name: "Apply filters" }).click();
  await expect(page.getByText("Not understood, and so left out: Due from “soon”, Penalty from ($) “ten”.")).toBeVisible();
  await holdsAsShown(page);
  await open(page, "/penalties?due_from=01/02/2026");
  await expect(page.getByText(/^Not understood/)).toHaveCount(0);
});

test("the sums received on the dashboard are those of the lists that they lead to", async ({ page }) => {
  await logInAs(page, "finance");
  for (const label of ["received this month", "received this fiscal year"]) {
    // Other tests record payments meanwhile.
    await expect(async () => {
      await page.goto("/dashboard");
      const card = page.getByRole("main").getByRole("link", { name: new RegExp(label) });
      const sum = /\$[\d,.]+/.exec(await card.innerText())![0];
      await page.goto((await card.getAttribute("href"))!);
      await expect(page.getByRole("main").locator("strong")).toHaveText(sum, { timeout: 1_000 });
    }).toPass({ timeout: 30_000 });
  }
});

test("the numbers of the ageing table are those of the lists that they lead to", async ({ page }) => {
  await logInAs(page, "finance");
  await open(page, "/dashboard");
  const chart = page.getByRole("figure", { name: "Unpaid penalties by days past due" });
  await chart.getByText("Show as a table").click();
  await expect(chart.locator("tbody tr")).toHaveCount(5);
  await page.getByRole("main").getByRole("link", { name: "Unpaid penalties by age" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Unpaid penalties by age" })).toBeVisible();
  await holdsAsShown(page);
  await expect(chart).toBeVisible();
  const cells = page.getByRole("table", { name: "Cases by days past due" }).locator("tbody td:last-child");
  const links = await cells.getByRole("link").all();
  expect(links.length).toBe(5);
  const amounts = await Promise.all(links.map(async (link) => [await link.innerText(), (await link.getAttribute("href"))!] as const));
  for (const [amount, list] of amounts) {
    await page.goto(list);
    await expect(page.getByRole("main").locator("strong")).toHaveText(amount);
  }
});

test("a state agency sees the cases of its state and no payments", async ({ page }) => {
  await logInAs(page, "state");
  await open(page, "/penalties");
  await expect(page.getByRole("columnheader", { name: "Balance" })).toHaveCount(0);
  await page.getByRole("table").getByRole("rowheader").getByRole("link").first().click();
  await expect(page.getByRole("heading", { level: 1, name: /^Case / })).toBeVisible();
  await expect(page.getByRole("link", { name: "Record payment" })).toHaveCount(0);
  await expect(page.getByRole("link", { name: "Payments" })).toHaveCount(0);
  const answer = await page.request.get("/penalties/receipts", { headers: { accept: "text/html" } });
  expect(answer.status()).toBe(404);
});
