// Checking files in the browser, before anything is sent.
import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { holdsAsShown, wellFormed } from "../support/audit.ts";
import { OPEN, STORED, iso, shown } from "../support/day.ts";
import { logInAs } from "../support/demo.ts";
import { card, choose, chooseLarge, drop, dropFolder, holdChecker, send } from "../support/files.ts";
import { announcements, answerQuestions, expect, forgive, hydrated, open, test } from "../support/page.ts";
import { pbj, pbjFile, type Plan } from "../support/pbj.ts";
import { zipOf } from "../support/zip.ts";
import type { Page } from "@playwright/test";

const SAMPLES: [string, RegExp][] = [
  ["pbj-clean.xml", /No problems found here/],
  ["pbj-twelve-problems.xml", /\d+ fatal problems?/],
  ["pbj-unknown-employees.xml", /No problems found here/],
  ["pbj-broken.zip", /Cannot be opened/],
];

/** Chooses a sample file as the page hands it out. */
async function chooseSample(page: Page, name: string): Promise<void> {
  const link = page.getByRole("link", { name, exact: true });
  const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
  expect(download.suggestedFilename()).toBe(name);
  await choose(page, { name, mimeType: "", buffer: readFileSync(await download.path()) });
}

for (const [name, verdict] of SAMPLES) {
  test(`the sample ${name} is checked as the page says`, async ({ page }) => {
    await logInAs(page, "submitter");
    await open(page, "/pbj/upload");
    await chooseSample(page, name);
    await expect(card(page, name)).toContainText(verdict);
  });
}

test("the sample of twelve problems shows each edit with its severity, number, place, value and what to change", async ({ page }) => {
  await logInAs(page, "submitter");
  await open(page, "/pbj/upload");
  await chooseSample(page, "pbj-twelve-problems.xml");
  const file = card(page, "pbj-twelve-problems.xml");
  await expect(file.getByRole("heading", { name: "Problems", exact: true })).toBeVisible();
  const groups = file.locator("details.q-group");
  await expect(groups).toHaveCount(12);
  await file.getByLabel("Show").selectOption({ label: "As one list" });
  await expect(page.locator("#announcements")).toHaveText("Shown as one list.");
  const rows = file.getByRole("table").locator("tbody tr");
  await expect(rows.first()).toBeVisible();
  for (const row of await rows.all()) {
    await expect(row.locator("td").nth(1)).toHaveText(/^(Fatal|Warning|Information)$/);
    await expect(row.locator("td").nth(2)).toHaveText(/^-\d+$/);
    expect((await row.getByRole("rowheader").innerText()).length).toBeGreaterThan(20);
    await expect(row.locator("td").nth(3)).toContainText("/nursingHomeData/");
  }
  await expect(file.getByRole("region", { name: "Problems of pbj-twelve-problems.xml" }).getByRole("table", { name: "Problems of pbj-twelve-problems.xml" })).toBeVisible();
  await file.getByLabel("Severity").selectOption({ label: "Warning" });
  await expect(rows.first().locator("td").nth(1)).toHaveText("Warning");
  await expect(rows.filter({ hasText: "Fatal" })).toHaveCount(0);
});

test("dropped files are checked like chosen ones, several at once, and none is sent", async ({ page }) => {
  const sent: string[] = [];
  page.on("request", (request) => {
    if (request.method() === "POST" && request.url().includes("/pbj/")) sent.push(request.url());
  });
  await logInAs(page, "submitter");
  await open(page, "/pbj/upload");
  const files = [pbjFile(), pbjFile({ unknownTitles: 3 })];
  await drop(page, ...files);
  await expect(card(page, files[0].name)).toContainText("No problems found here");
  await expect(card(page, files[1].name)).toContainText("3 fatal problems");
  await expect(page.getByRole("list", { name: "Your files" }).getByRole("listitem").filter({ has: page.getByRole("heading") })).toHaveCount(2);
  expect(sent).toEqual([]);
});

test("a clean check says what only the server can check, and never that the file is valid", async ({ page }) => {
  await logInAs(page, "submitter");
  await open(page, "/pbj/upload");
  const file = pbjFile();
  await choose(page, file);
  await expect(card(page, file.name)).toContainText("Only the server can check");
  await expect(card(page, file.name)).toContainText("-4016");
  await expect(page.getByRole("main")).not.toContainText(/\bvalid\b/i);
  await expect(page.getByRole("main")).toContainText("Files sent here do not go to CMS");
});

const REFUSED: [string, string, Buffer, string][] = [
  ["a text file", "notes.txt", Buffer.from("hello"), "Choose a file that ends in .xml or .zip."],
  ["an empty file", "empty.xml", Buffer.alloc(0), "This file is empty."],
  ["a ZIP over 5 MB", "large.zip", Buffer.alloc(5 * 1024 * 1024 + 1, "PK"), "A ZIP file can be at most 5.0 MB."],
];

for (const [what, name, buffer, words] of REFUSED) {
  test(`${what} is not taken, and the page says why`, async ({ page }) => {
    await logInAs(page, "submitter");
    await open(page, "/pbj/upload");
    const heard = await announcements(page);
    await choose(page, { name, mimeType: "", buffer });
    await expect(card(page, name)).toContainText(words);
    await expect(card(page, name).getByRole("button", { name: /^Send/ })).toHaveCount(0);
    await expect.poll(async () => (await heard()).join(" ")).toContain(words);
    await card(page, name).getByRole("button", { name: "Remove" }).click();
    await expect(card(page, name)).toHaveCount(0);
  });
}

test("XML over 50 MB is not taken, whatever is in it", async ({ page }, testInfo) => {
  await logInAs(page, "submitter");
  await open(page, "/pbj/upload");
  // A file of holes: nobody reads it.
  const path = testInfo.outputPath("large.xml");
  writeFileSync(path, "");
  truncateSync(path, 50 * 1024 * 1024 + 1);
  await page.getByLabel("PBJ files").setInputFiles(path);
  await expect(card(page, "large.xml")).toContainText("An XML file can be at most 50.0 MB.");
});

test("a retired version is refused, and the rest of the file is checked all the same", async ({ page }) => {
  await logInAs(page, "submitter");
  await open(page, "/pbj/upload");
  const ofVersion = (version: string, plan: Plan) => Buffer.from(pbj(plan).replace('"4.10.0"', `"${version}"`));
  await choose(
    page,
    { name: "retired.xml", mimeType: "text/xml", buffer: ofVersion("4.00.0", { unknownTitles: 1 }) },
    { name: "unknown.xml", mimeType: "text/xml", buffer: ofVersion("9.99.9", {}) },
  );
  const retired = card(page, "retired.xml");
  await expect(retired).toContainText("2 fatal problems");
  await expect(retired.locator("summary").filter({ hasText: "-1021" })).toBeVisible();
  await expect(retired.locator("summary").filter({ hasText: "-3676" })).toBeVisible();
  await expect(card(page, "unknown.xml").locator("summary").filter({ hasText: "-3676" })).toContainText("\"9.99.9\" is not a file version in use.");
});

test("the problems of a ZIP are grouped, filtered by its files and edits, and sorted over all of them", async ({ page }) => {
  await logInAs(page, "submitter");
  await open(page, "/pbj/upload");
  const clash = pbj({ unknownTitles: 2 }).replace("<hireDate>2020-01-31", "<hireDate>01/31/2020");
  const early = pbj({ employees: 1, days: 1 }).replace(`<date>${iso(OPEN.first)}`, `<date>${iso(STORED.last)}`);
  const buffer = zipOf([
    { name: "one.xml", buffer: Buffer.from(early) },
    { name: "two.xml", buffer: pbjFile({ unknownTitles: 2 }).buffer },
    { name: "three.xml", buffer: Buffer.from(clash) },
    { name: "good.xml", buffer: pbjFile().buffer },
  ]);
  await choose(page, { name: "four.zip", mimeType: "application/zip", buffer });
  const found = card(page, "four.zip");
  await expect(found).toContainText("5 fatal problems, 1 warning");
  const titles = found.locator("details.q-group").filter({ hasText: "-3676" });
  await expect(titles.locator("summary")).toContainText("4 times");
  await titles.locator("summary").click();
  await expect(titles.getByRole("table", { name: "Problems of four.zip: edit -3676" }).locator("tbody tr")).toHaveCount(4);
  await expect(titles.getByRole("table").locator("tbody td:nth-child(1)")).toHaveText(["two.xml", "two.xml", "three.xml", "three.xml"]);

  await found.getByLabel("Show").selectOption({ label: "As one list" });
  const rows = found.getByRole("table").locator("tbody tr");
  /** File, severity and edit of each row. */
  const seen = () => rows.evaluateAll((rows) => rows.map((row) => [0, 2, 3].map((cell) => (row as HTMLTableRowElement).cells[cell].innerText).join(" ")));
  const outside = "one.xml Warning -1010";
  const [two, three, date] = ["two.xml Fatal -3676", "three.xml Fatal -3676", "three.xml Fatal -3677"];
  await expect.poll(seen).toEqual([outside, two, two, date, three, three]);
  const sortBy = async (column: RegExp, direction: string): Promise<void> => {
    const header = found.getByRole("columnheader", { name: column });
    await header.getByRole("button").click();
    await expect(header).toHaveAttribute("aria-sort", direction);
  };
  await sortBy(/^Severity/, "ascending");
  await expect.poll(seen).toEqual([two, two, date, three, three, outside]);
  await sortBy(/^Edit/, "ascending");
  await expect.poll(seen).toEqual([outside, two, two, three, three, date]);
  await sortBy(/^Edit/, "descending");
  await expect.poll(seen).toEqual([date, three, three, two, two, outside]);

  await found.getByLabel("Severity").selectOption({ label: "Warning" });
  await expect.poll(seen).toEqual([outside]);
  await found.getByLabel("Severity").selectOption({ label: "All" });
  await found.getByLabel("File", { exact: true }).selectOption({ label: "three.xml" });
  await expect.poll(seen).toEqual([date, three, three]);
  await found.getByLabel("Edit", { exact: true }).selectOption("-3677");
  await expect.poll(seen).toEqual([date]);
  await expect(rows).toContainText("01/31/2020");
  await expect(rows).toContainText("/nursingHomeData/employees/employee/hireDate");
  await wellFormed(page);
});

test("the page holds with files on it: clean, with problems, refused, and one that takes much away", async ({ page }) => {
  await logInAs(page, "submitter");
  await open(page, "/pbj/upload");
  const wrong = pbjFile({ unknownTitles: 3 });
  const little = pbjFile({ processType: "replace", employees: 1, days: 1 });
  await choose(page, pbjFile(), wrong, little, { name: "notes.txt", mimeType: "", buffer: Buffer.from("hello") });
  await expect(page.getByRole("button", { name: /^Send hours/ })).toHaveCount(3);
  await card(page, wrong.name).locator("summary").filter({ hasText: "-3676" }).click();
  await expect(card(page, wrong.name).getByRole("table").locator("tbody tr")).toHaveCount(3);
  await holdsAsShown(page);
});

test("when a button goes away, the focus stays with its file", async ({ page }) => {
  await logInAs(page, "submitter");
  const release = await holdChecker(page);
  await open(page, "/pbj/upload");
  const slow = pbjFile();
  await choose(page, slow);
  await card(page, slow.name).getByRole("button", { name: "Cancel" }).press("Enter");
  await expect(card(page, slow.name)).toContainText("Check cancelled");
  await expect(card(page, slow.name)).toBeFocused();
  await card(page, slow.name).getByRole("button", { name: "Remove" }).press("Enter");
  await expect(page.getByLabel("PBJ files")).toBeFocused();
  await release();

  const file = pbjFile();
  await choose(page, file);
  await card(page, file.name).getByRole("button", { name: /^Send/ }).press("Enter");
  await expect(card(page, file.name).getByRole("link", { name: /^Submission \d+$/ })).toBeVisible();
  await expect(card(page, file.name).getByRole("group", { name: `Sending ${file.name}` })).toBeFocused();
});

test("XML that breaks off, or is no PBJ file, is said to be so", async ({ page }) => {
  await logInAs(page, "submitter");
  await open(page, "/pbj/upload");
  const whole = pbj();
  await choose(
    page,
    { name: "half.xml", mimeType: "text/xml", buffer: Buffer.from(whole.slice(0, whole.length / 2)) },
    { name: "other.xml", mimeType: "text/xml", buffer: Buffer.from("<html><body/></html>") },
    { name: "not-a.zip", mimeType: "", buffer: Buffer.from(whole) },
  );
  for (const name of ["half.xml", "other.xml", "not-a.zip"]) {
    await expect(card(page, name)).toContainText(/Cannot be opened|[1-9]\d* fatal problems?/);
  }
});

test("a file that cannot be opened can be sent after a warning, and has its report", async ({ page }) => {
  await logInAs(page, "submitter");
  await open(page, "/pbj/upload");
  const name = `cut-off-${randomBytes(3).toString("hex")}.zip`;
  const buffer = Buffer.concat([Buffer.from("PK\x03\x04"), randomBytes(100)]);
  await choose(page, { name, mimeType: "application/zip", buffer });
  const found = card(page, name);
  await expect(found).toContainText("Cannot be opened");
  await expect(found).toContainText("The server cannot open this file either, and will reject it.");
  await found.getByRole("button", { name: `Send ${name}` }).click();
  await expect(found).toContainText("Rejected", { timeout: 30_000 });
  await found.getByRole("link", { name: /^Submission \d+$/ }).click();
  await page.getByRole("link", { name: /^Final Validation Report/ }).click();
  await expect(page.getByRole("main")).toContainText("This file was rejected. Nothing of it was stored.");
  await expect(page.getByRole("table", { name: "Problems by edit" })).toContainText("intake:not-zip");
});

test("a dropped folder is not taken, whatever its name, and what to do is said", async ({ page }, testInfo) => {
  await logInAs(page, "submitter");
  await open(page, "/pbj/upload");
  const folder = testInfo.outputPath("quarter.xml");
  mkdirSync(folder);
  writeFileSync(`${folder}/hours.xml`, pbj());
  await dropFolder(page, folder);
  await expect(card(page, "quarter.xml")).toContainText("This is a folder. Choose the files inside it");
  await expect(card(page, "quarter.xml").getByRole("button", { name: /^Send/ })).toHaveCount(0);
});

test("a twenty-first file waits until there is room", async ({ page }) => {
  await logInAs(page, "submitter");
  await open(page, "/pbj/upload");
  const files = Array.from({ length: 21 }, (_, number) => pbjFile({}, `file-${number}.xml`));
  await choose(page, ...files);
  await expect(card(page, "file-20.xml")).toContainText("The list holds 20 files.");
});

test("50 MB show their progress, can be cancelled and checked again, and are announced at each tenth", async ({ page }, testInfo) => {
  await logInAs(page, "submitter");
  const release = await holdChecker(page);
  await open(page, "/pbj/upload");
  const name = "pbj-50-mb.xml";
  const link = page.getByRole("link", { name, exact: true });
  const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
  const path = testInfo.outputPath(name);
  await download.saveAs(path);
  await page.getByLabel("PBJ files").setInputFiles(path);
  const file = card(page, name);
  await expect(file.getByRole("progressbar")).toBeVisible();
  await expect(file).toContainText("0 bytes of 49.9 MB");
  await file.getByRole("button", { name: "Cancel" }).click();
  await expect(file).toContainText("Check cancelled");
  const heard = await announcements(page);
  await release();
  await file.getByRole("button", { name: "Check again" }).click();
  await expect(file).toContainText("No problems found here", { timeout: 60_000 });
  const tenths = (await heard()).flatMap((text) => /(\d+) percent checked/.exec(text)?.[1] ?? []);
  expect(tenths.slice(0, 9)).toEqual(["10", "20", "30", "40", "50", "60", "70", "80", "90"]);
});

test("100,000 problems stay fluent: filtered, sorted and turned to their last page", async ({ page }, testInfo) => {
  await logInAs(page, "submitter");
  await open(page, "/pbj/upload");
  const file = pbjFile({ unknownTitles: 100_500 });
  await chooseLarge(page, testInfo, file);
  const found = card(page, file.name);
  await expect(found).toContainText(/100,50\d fatal problems/, { timeout: 45_000 });
  await expect(found).toContainText(/The first 100,000 of 100,50\d problems are listed/);
  await found.getByLabel("Show").selectOption({ label: "As one list" });
  const rows = found.getByRole("table").locator("tbody tr");
  await expect(rows).toHaveCount(100);
  // What a person does answers within a moment, however many problems there are: a fraction of a second, on a machine
  // that is not busy with other tests.
  const within = async (what: string, act: () => Promise<void>): Promise<void> => {
    const begun = Date.now();
    await act();
    expect(Date.now() - begun, `${what} in milliseconds`).toBeLessThan(5_000);
  };
  const pages = found.getByRole("navigation", { name: "Pages of problems" });
  await within("the last page", async () => {
    await pages.getByRole("button", { name: "Last" }).click();
    await expect(found).toContainText("99,901-100,000 of 100,000");
  });
  await within("sorting", async () => {
    await found.getByRole("button", { name: /^Line/ }).click();
    await expect(found.getByRole("columnheader", { name: /^Line/ })).toHaveAttribute("aria-sort", "descending");
    await expect(found).toContainText("1-100 of 100,000");
  });
  await within("a filter", async () => {
    await found.getByLabel("Severity").selectOption({ label: "Warning" });
    await expect(rows).toHaveCount(0);
  });
});

test("the problems can be saved as a CSV file", async ({ page }) => {
  await logInAs(page, "submitter");
  await open(page, "/pbj/upload");
  const file = pbjFile({ unknownTitles: 5 });
  await choose(page, file);
  const button = card(page, file.name).getByRole("button", { name: "Download these problems (CSV)" });
  const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
  expect(download.suggestedFilename()).toBe(`${file.name}.problems.csv`);
  const [headings, ...rows] = readFileSync(await download.path(), "utf8").trimEnd().split("\r\n");
  for (const heading of ["File", "Line", "Path", "Note"]) expect(headings).toContain(`"${heading}"`);
  const found = rows.filter((row) => row.includes('"-3676"'));
  expect(found.length).toBe(5);
  for (const row of found) {
    expect(row).toContain(`"${file.name}"`);
    expect(row).toContain('/hourEntry/jobTitleCode"');
    expect(row).toContain('"Checked in the browser by OpenQIES. Not sent to CMS."');
  }
});

test("what a file would change in the stored quarter is said in plain figures, and a great loss needs a tick", async ({ page }) => {
  await logInAs(page, "administrator");
  await open(page, "/pbj/upload");
  const file = pbjFile({ facility: "IA1077", state: "IA", processType: "replace", employees: 1, days: 1 });
  await choose(page, file);
  const found = card(page, file.name);
  await expect(found).toContainText(/Replaces [\d,]+ employees, [\d,.]+ hours with 1 employee, 8\.00 hours/);
  await expect(found).toContainText(/days would have no registered nurse/);
  const heard = await announcements(page);
  await found.getByRole("button", { name: /^Send/ }).click();
  const words = "Tick the box if this file is to take away more than a quarter of what is stored.";
  await expect(found).toContainText(words);
  await expect.poll(heard).toContain(words);
  await expect(found.getByRole("checkbox")).not.toBeChecked();
  await expect(found.getByRole("link", { name: /^Submission/ })).toHaveCount(0);
  // Ticked, it is sent; the rest of the demonstration needs what is stored, so the server never sees it.
  await page.route("**/pbj/submissions", (route) => route.fulfill({ status: 413, json: {} }));
  await found.getByLabel(/^Yes, this file/).check();
  const [request] = await Promise.all([
    page.waitForRequest("**/pbj/submissions"),
    found.getByRole("button", { name: /^Send/ }).click(),
  ]);
  expect(request.method()).toBe("POST");
  await expect(found).toContainText("Not taken.");
});

const replacing = (employees: number) => pbjFile({ facility: "IA1077", state: "IA", processType: "replace", employees, days: 1 });

test("a file that replaces what another of its ZIP brings is told so, and needs a tick", async ({ page }) => {
  await logInAs(page, "administrator");
  await open(page, "/pbj/upload");
  const name = `split-${Date.now()}.zip`;
  const buffer = zipOf([
    { name: "a.xml", buffer: replacing(2).buffer },
    { name: "b.xml", buffer: replacing(1).buffer },
  ]);
  await choose(page, { name, mimeType: "application/zip", buffer });
  const found = card(page, name);
  await expect(found).toContainText(`it comes after ${name}/a.xml, and takes the place of what that brings: 2 employees, 16.00 hours.`);
  await found.getByRole("button", { name: /^Send/ }).click();
  await expect(found).toContainText("Tick the box if this file is to take the place of what another one brings before it.");
  await expect(found.getByLabel(/^Yes, this file is to take the place/)).not.toBeChecked();
  await expect(found.getByRole("link", { name: /^Submission/ })).toHaveCount(0);
});

test("of two files that replace one quarter the later is told so, and no longer when the other is taken off the list", async ({ page }) => {
  await logInAs(page, "administrator");
  await open(page, "/pbj/upload");
  const [first, second] = [replacing(2), replacing(1)];
  await choose(page, first, second);
  const told = `it comes after ${first.name}, and takes the place of what that brings: 2 employees, 16.00 hours.`;
  await expect(card(page, second.name)).toContainText(told);
  await expect(card(page, first.name)).toContainText("Replaces");
  await expect(card(page, first.name)).not.toContainText("it comes after");
  await card(page, first.name).getByRole("button", { name: "Remove" }).click();
  await expect(card(page, second.name)).not.toContainText("it comes after");
});

test("files are sent one after the other, in the order in which their buttons are pressed", async ({ page }) => {
  await logInAs(page, "submitter");
  await open(page, "/pbj/upload");
  const [first, second] = [pbjFile(), pbjFile()];
  await choose(page, first, second);
  let go = (): void => {};
  const told = new Promise<void>((resolve) => (go = resolve));
  await page.route("**/pbj/submissions", async (route) => {
    await told;
    await route.continue();
  });
  const sends = (name: string) => card(page, name).getByRole("button", { name: /^Send/ });
  await sends(second.name).click();
  await expect(card(page, second.name).getByRole("progressbar", { name: `Sending ${second.name}` })).toBeVisible();
  await sends(first.name).click();
  await expect(card(page, first.name)).toContainText("Waits for the file that is being sent");
  go();
  const number = async (name: string): Promise<number> => {
    const link = card(page, name).getByRole("link", { name: /^Submission \d+$/ });
    return Number((await link.innerText()).replace("Submission ", ""));
  };
  expect(await number(second.name)).toBeLessThan(await number(first.name));
});

test("what a file with fatal problems would change is not said, nor asked about: the server rejects it", async ({ page }) => {
  await logInAs(page, "administrator");
  await open(page, "/pbj/upload");
  const file = pbjFile({ facility: "IA1077", state: "IA", processType: "replace", employees: 1, days: 1, unknownTitles: 1 });
  await choose(page, file);
  const found = card(page, file.name);
  await expect(found).toContainText("1 fatal problem");
  await expect(found.getByRole("button", { name: /^Send/ })).toBeVisible();
  await expect(found).toContainText("The server will reject a file with fatal problems");
  await expect(found).not.toContainText(/Replaces|take away/);
  const number = await send(page, file.name);
  await expect(found.locator(".usa-alert--error")).toContainText(`Submission ${number}: Rejected.`);
});

test("a file for a quarter that is closed is told so before it is sent, and is not sent with the others", async ({ page }) => {
  await logInAs(page, "submitter");
  await open(page, "/pbj/upload");
  const late = pbjFile({ quarter: STORED, days: 1 });
  const others = [pbjFile(), pbjFile()];
  await choose(page, late, ...others);
  const found = card(page, late.name);
  await expect(found).toContainText(`${STORED.name} closed on ${shown(STORED.deadline)} at 11:59 PM ET: the server will reject this file`);
  await expect(found).not.toContainText(/Merges|Replaces|Nothing is stored/);
  await expect(page.getByRole("button", { name: "Send 2 of 3 files" })).toBeVisible();
  await expect(found.getByRole("button", { name: /^Send/ })).toBeVisible();
});

test("a file that could not be compared with what is stored needs a tick as well", async ({ page, faults }) => {
  await logInAs(page, "administrator");
  await open(page, "/pbj/upload");
  await page.route("**/api/uploads/compare", (route) => route.fulfill({ status: 500, body: "" }));
  await page.route("**/pbj/submissions", (route) => route.fulfill({ status: 413, json: {} }));
  const file = pbjFile({ facility: "IA1077", state: "IA", processType: "replace", employees: 1, days: 1 });
  await choose(page, file);
  const found = card(page, file.name);
  await expect(found).toContainText("What this file would do to the stored quarter cannot be shown");
  await found.getByRole("button", { name: /^Send/ }).click();
  await expect(found).toContainText("Tick the box if this file is to be sent without knowing what it does to the stored quarter.");
  await found.getByLabel(/^Yes, send this file/).check();
  await found.getByRole("button", { name: /^Send/ }).click();
  await expect(found).toContainText("Not taken.");
  forgive(faults, "with a status of 500", "with a status of 413");
});

test("where the browser's checker does not start, the page says so and the file can be sent all the same", async ({ page, faults }) => {
  await logInAs(page, "administrator");
  await page.route("**/worker_bg.wasm", (route) => route.abort());
  await open(page, "/pbj/upload");
  const file = pbjFile();
  await choose(page, file);
  const found = card(page, file.name);
  await expect(found).toContainText("Not checked here");
  await expect(found.getByRole("button", { name: /^Send/ })).toBeVisible();
  forgive(faults, "Failed to fetch", "net::ERR_FAILED");
});

test("XML that breaks off is explained wherever its problem is listed", async ({ page }) => {
  await logInAs(page, "administrator");
  await open(page, "/pbj/upload");
  const file = pbjFile();
  file.buffer = file.buffer.subarray(0, file.buffer.length - 30);
  await choose(page, file);
  const found = card(page, file.name);
  await expect(found).toContainText("1 fatal problem");
  const group = found.getByRole("group").filter({ hasText: "intake:syntax" });
  await expect(group).toContainText("The file is not well-formed XML from here on.");
  await group.locator("summary").click();
  await expect(group.getByRole("table").locator("tbody tr")).toHaveCount(1);
});

test("a session that ends while a file is checked loses nothing: log in again in a second tab, and go on", async ({ page, context }) => {
  await logInAs(page, "submitter");
  await open(page, "/pbj/upload");
  const file = pbjFile();
  await choose(page, file);
  const found = card(page, file.name);
  await expect(found).toContainText("No problems found here");
  await context.clearCookies();
  await found.getByRole("button", { name: `Send ${file.name}` }).click();
  await expect(found).toContainText("Not sent. Your session has ended. The checked file is still here.");
  const [tab] = await Promise.all([context.waitForEvent("page"), found.getByRole("link", { name: /Log in again/ }).click()]);
  await tab.getByRole("button", { name: "Log in as Owen Sandoval" }).click();
  await expect(tab).toHaveURL(/\/dashboard/);
  await hydrated(tab);
  await tab.close();
  await found.getByRole("button", { name: /^Continue/ }).click();
  await expect(found.getByRole("link", { name: /^Submission \d+$/ })).toBeVisible();
});

test("50 MB sent after the session has ended are answered with that, and not with a broken connection", async ({ page, context }, testInfo) => {
  await logInAs(page, "submitter");
  await open(page, "/pbj/upload");
  // A file of holes: the check ends at its first byte, and the browser has all of it to send.
  const path = testInfo.outputPath("fifty.xml");
  writeFileSync(path, "");
  truncateSync(path, 50 * 1024 * 1024);
  await page.getByLabel("PBJ files").setInputFiles(path);
  const found = card(page, "fifty.xml");
  await expect(found.getByRole("button", { name: "Send fifty.xml" })).toBeVisible();
  await context.clearCookies();
  const heard = await announcements(page);
  await found.getByRole("button", { name: "Send fifty.xml" }).click();
  await expect(found).toContainText("Not sent. Your session has ended.", { timeout: 30_000 });
  expect((await heard()).join(" ")).not.toContain("connection was lost");
});

test("what is being sent can be cancelled: nothing is received, and it can be sent again", async ({ page }) => {
  await logInAs(page, "submitter");
  await open(page, "/pbj/upload");
  const file = pbjFile({ employees: 40 });
  await choose(page, file);
  const found = card(page, file.name);
  await expect(found).toContainText("No problems found here");
  // So slow that it does not end before it is cancelled.
  const network = await page.context().newCDPSession(page);
  const speed = async (bytes: number): Promise<void> => {
    await network.send("Network.emulateNetworkConditions", { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: bytes });
  };
  await speed(20_000);
  await found.getByRole("button", { name: `Send ${file.name}` }).click();
  await expect(found.getByRole("progressbar", { name: `Sending ${file.name}` })).toBeVisible();
  const heard = await announcements(page);
  await found.getByRole("button", { name: `Cancel sending ${file.name}` }).press("Enter");
  await expect(found.getByRole("button", { name: `Send ${file.name}` })).toBeVisible();
  await expect(found.getByRole("group", { name: `Sending ${file.name}` })).toBeFocused();
  await expect.poll(async () => (await heard()).join(" ")).toContain("sending cancelled.");
  await speed(-1);
  const history = await page.request.get("/submissions.csv?sender=OWEN.SANDOVAL");
  expect(await history.text()).not.toContain(file.name);
  await found.getByRole("button", { name: `Send ${file.name}` }).click();
  await expect(found.getByRole("link", { name: /^Submission \d+$/ })).toBeVisible();
});

test("the checker needs no log-in, sends nothing, and cannot send", async ({ page }) => {
  const bodies: number[] = [];
  page.on("request", (request) => {
    if (request.method() === "POST") bodies.push(request.postDataBuffer()?.length ?? 0);
  });
  await open(page, "/vut");
  const file = pbjFile({ unknownTitles: 2 });
  await choose(page, file);
  await expect(card(page, file.name)).toContainText("2 fatal problems");
  await expect(page.getByRole("button", { name: /^Send/ })).toHaveCount(0);
  expect(bodies.filter((bytes) => bytes > 300)).toEqual([]);
});

test("whoever may not send is told so, and who could grant it", async ({ page }) => {
  await logInAs(page, "viewer");
  const answer = await page.goto("/pbj/upload");
  expect(answer!.status()).toBe(403);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("You do not have access");
  await expect(page.getByRole("main")).toContainText("PBJ Submitter");
});

test("the page says which facilities one can send for, as files name them", async ({ page }) => {
  await logInAs(page, "submitter");
  await open(page, "/pbj/upload");
  await page.getByText("Facilities you can send for, and their IDs").click();
  const table = page.getByRole("region", { name: "Facilities you can send for" }).getByRole("table");
  await expect(table).toContainText("SRDEMO01");
  await expect(table).toContainText("OH");
});

/** The ways out of the upload page that the browser asks about. */
const WAYS_OUT: [string, (page: Page) => Promise<unknown>][] = [
  ["a link", (page) => page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Submissions", exact: true }).click()],
  ["the browser's own way back", (page) => page.evaluate(() => history.back())],
  // A reload that is called off answers nobody.
  ["loading it again", (page) => page.evaluate(() => location.reload())],
];

/** Comes to the upload page as a link of the dashboard does, so that the way back stays in the page's program. */
async function comeToUpload(page: Page): Promise<void> {
  await logInAs(page, "submitter");
  await open(page, "/dashboard");
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Upload PBJ Files" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Upload PBJ Files" })).toBeVisible();
}

test("the browser asks before a page is left while a file is being sent, and the file goes on", async ({ page }) => {
  await comeToUpload(page);
  const file = pbjFile();
  await choose(page, file);
  let arrive = (): void => {};
  const held = new Promise<void>((resolve) => (arrive = resolve));
  await page.route("**/pbj/submissions", async (route) => {
    await held;
    await route.continue();
  });
  const found = card(page, file.name);
  await found.getByRole("button", { name: /^Send/ }).click();
  const cancel = found.getByRole("button", { name: "Cancel" });
  await expect(cancel).toBeVisible();
  for (const [way, leave] of WAYS_OUT) {
    const asked = answerQuestions(page, "dismiss");
    await leave(page);
    await expect.poll(() => asked, way).toEqual(["beforeunload"]);
    await expect(cancel, way).toBeVisible();
    await expect(page, way).toHaveURL(/\/pbj\/upload$/);
  }
  arrive();
  const receipt = found.getByRole("link", { name: /^Submission \d+$/ });
  await expect(receipt).toBeVisible();
  // Nothing would be lost any more.
  const questions: string[] = [];
  page.on("dialog", (dialog) => {
    questions.push(dialog.type());
    void dialog.accept();
  });
  await receipt.click();
  await expect(page.getByRole("heading", { level: 1, name: /^Submission \d+$/ })).toBeVisible();
  expect(questions).toEqual([]);
});

test("the browser asks before a page with files that are not sent is left, and goes once that is confirmed", async ({ page }) => {
  await comeToUpload(page);
  const file = pbjFile();
  await choose(page, file);
  const found = card(page, file.name);
  await expect(found).toContainText("No problems found here");
  // A browser asks for people alone: who has touched nothing is none.
  await found.getByRole("heading", { name: file.name }).click();
  for (const [way, leave] of WAYS_OUT) {
    const asked = answerQuestions(page, "dismiss");
    await leave(page);
    await expect.poll(() => asked, way).toEqual(["beforeunload"]);
    await expect(found, way).toContainText("No problems found here");
  }
  const last = answerQuestions(page, "accept");
  await page.evaluate(() => history.back());
  await expect(page.getByRole("heading", { level: 1, name: "Dashboard" })).toBeVisible();
  expect(last).toEqual(["beforeunload"]);
});

test("a page whose files were taken off the list is left without a question", async ({ page }) => {
  await comeToUpload(page);
  const file = pbjFile();
  await choose(page, file, { name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("hello") });
  await expect(card(page, "notes.txt")).toContainText("Choose a file that ends in .xml or .zip.");
  await card(page, file.name).getByRole("button", { name: "Remove" }).click();
  await expect(card(page, file.name)).toHaveCount(0);
  const questions: string[] = [];
  page.on("dialog", (dialog) => {
    questions.push(dialog.type());
    void dialog.accept();
  });
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Submissions", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Submission History" })).toBeVisible();
  expect(questions).toEqual([]);
});
