// Records of the inbox that came back.
import type { Page } from "@playwright/test";
import { expect } from "./page.ts";

/** Says of a record of the inbox whose patient is known that it was sent again as somebody else's assessment of the same facility. */
export async function answerWithSomebodyElses(page: Page): Promise<void> {
  const rows = page.getByRole("table").locator("tbody").getByRole("row");
  await page.goto("/assessments/inbox");
  const warned = rows.filter({ hasText: "Accepted with warnings" }).last();
  const record = (await warned.getByRole("link").first().getAttribute("href"))!;
  const patient = await warned.getByRole("cell").nth(2).innerText();
  const ccn = /\((\w{6})\)/.exec(await warned.innerText())![1]!;
  await page.goto(`/assessments?facility=${ccn}`);
  const other = rows.filter({ hasNotText: patient }).first();
  const name = await other.getByRole("cell").first().innerText();
  const number = await other.getByRole("rowheader").innerText();
  await page.goto(record);
  await page.getByLabel("Sent again and accepted").check();
  await page.getByLabel("Assessment ID").fill(number.trim());
  await page.getByRole("button", { name: "It is done" }).click();
  const refusal = "This assessment is about another patient than the record.";
  await expect(page.getByRole("alert")).toContainText(refusal);
  await expect(page.getByLabel("Assessment ID")).toHaveAccessibleDescription(new RegExp(refusal));
  await expect(page.getByRole("main")).not.toContainText(name);
}
