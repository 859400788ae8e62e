// A stored record of MDS is corrected on the pages: with script and without.
import { ssn } from "../support/assessments.ts";
import { logInAs } from "../support/demo.ts";
import { attestCorrection, beginModification, radios, storedRecord } from "../support/entry.ts";
import { becomes } from "../support/files.ts";
import { expect, open, test } from "../support/page.ts";

test("a modification of MDS is filled in, sent, and takes the place of its record", async ({ page, javaScriptEnabled }) => {
  const scripted = javaScriptEnabled !== false;
  await logInAs(page, "administrator");
  const record = await storedRecord(page, ssn(), scripted);
  await open(page, record, scripted);
  const form = await beginModification(page);
  // Nothing but the reasons and who attests is left to say, and the record is not sent without them.
  await open(page, `${form}/review`, scripted);
  const main = page.getByRole("main");
  await expect(main).toContainText("-3795");
  await expect(page.getByRole("button", { name: "Submit" })).toHaveCount(0);
  await open(page, `${form}?section=B`, scripted);
  const hearing = radios(page, "B0200").getByRole("radio", { name: /^2 / });
  await hearing.check();
  await page.getByRole("button", { name: "Save this section" }).click();
  await expect(page.getByText("The section is saved.")).toBeVisible();
  await attestCorrection(page);
  await open(page, `${form}/review`, scripted);
  await page.getByRole("button", { name: "Submit" }).click();
  await expect(page.getByRole("heading", { level: 1, name: /^Submission \d+$/ })).toBeVisible();
  await becomes(page, page.url(), /^Accepted/, scripted);
  await open(page, record, scripted);
  await expect(main).toContainText("Replaced");
  const versions = main.getByRole("table", { name: /^Versions/ });
  await expect(versions).toContainText(/B0200 Hearing: 2 \(/);
  const replacing = versions.getByRole("row").nth(1);
  await expect(replacing).toContainText("Current");
  await replacing.getByRole("link").first().click();
  await expect(main.getByRole("button", { name: /^Modify/ })).toBeVisible();
});
