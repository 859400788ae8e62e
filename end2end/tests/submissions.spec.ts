// What becomes of a file that was sent: receipt, state, Final Validation Report, history.
import { OPEN, STORED, TODAY, iso, plus, shown } from "../support/day.ts";
import { BASE_URL, logInAs } from "../support/demo.ts";
import { card, choose, publicData, send } from "../support/files.ts";
import { zipOf } from "../support/zip.ts";
import { accessible, allSay, announcements, expect, forgive, open, test } from "../support/page.ts";
import { pbjFile } from "../support/pbj.ts";
import type { Page } from "@playwright/test";

/** Chooses, checks and sends a file; gives the number of its receipt. */
async function submit(page: Page, file: Parameters<typeof choose>[1]): Promise<string> {
  await open(page, "/pbj/upload");
  await choose(page, file);
  return send(page, file.name);
}

async function decided(page: Page, number: string, state: RegExp): Promise<void> {
  await open(page, `/submissions/${number}`);
  await expect(page.locator(".q-state")).toHaveText(state, { timeout: 30_000 });
}

test("a clean file is received, checked and accepted, and the receipt follows along by itself", async ({ page }) => {
  await logInAs(page, "submitter");
  const file = pbjFile();
  // The page hears nothing of the check until it has said that the file is only received.
  let go = (): void => {};
  const told = new Promise<void>((resolve) => (go = resolve));
  await page.route("**/uploads/follow*", async (route) => {
    await told;
    await route.continue();
  });
  const number = await submit(page, file);
  const found = card(page, file.name);
  await expect(found).toContainText("Received is not yet accepted");
  go();
  await expect(found.locator(".usa-alert--success")).toContainText("Accepted");
  await found.getByRole("link", { name: `Submission ${number}` }).click();
  await expect(page.getByRole("heading", { level: 1, name: `Submission ${number}` })).toBeFocused();
  await expect(page.locator(".q-state")).toHaveText(/^Accepted$/, { timeout: 30_000 });
  const main = page.getByRole("main");
  for (const words of ["Sending began", "Received", "OWEN.SANDOVAL", "PBJ Submitter", file.name, "On time"]) {
    await expect(main).toContainText(words);
  }
  await expect(main).toContainText(/[0-9a-f]{64}/);
  await expect(main).toContainText("Files sent here do not go to CMS");
});

test("the state of a submission is announced when it changes", async ({ page }) => {
  await logInAs(page, "submitter");
  const file = pbjFile({ employees: 60 });
  await open(page, "/pbj/upload");
  await choose(page, file);
  await expect(card(page, file.name).getByRole("button", { name: /^Send/ })).toBeVisible();
  const heard = await announcements(page);
  const number = await send(page, file.name);
  await expect.poll(async () => (await heard()).join(" "), { timeout: 30_000 }).toContain(`Submission ${number}: Accepted.`);
  expect((await heard()).join(" ")).toContain(`received as submission ${number}.`);
});

test("a receipt shows the SHA-256 of the bytes that were sent", async ({ page }) => {
  await logInAs(page, "submitter");
  const file = pbjFile();
  const number = await submit(page, file);
  const digest = await crypto.subtle.digest("SHA-256", new Uint8Array(file.buffer));
  const hash = Buffer.from(digest).toString("hex");
  await open(page, `/submissions/${number}`);
  await expect(page.getByRole("main")).toContainText(hash);
  await expect(page.getByRole("main")).toContainText(`${file.buffer.length.toLocaleString("en-US")} bytes`);
});

test("a file with fatal problems can be sent after a warning, and its report says each of them", async ({ page }) => {
  await logInAs(page, "submitter");
  const file = pbjFile({ unknownTitles: 3 });
  await open(page, "/pbj/upload");
  await choose(page, file);
  await expect(card(page, file.name)).toContainText("The server will reject a file with fatal problems");
  const number = await send(page, file.name);
  await decided(page, number, /^Rejected$/);
  await page.getByRole("link", { name: `Final Validation Report of ${file.name}` }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Final Validation Report" })).toBeFocused();
  const main = page.getByRole("main");
  await expect(main).toContainText("This file was rejected. Nothing of it was stored.");
  await expect(page.getByRole("table", { name: "Problems by edit" })).toContainText("-3676");
  await expect(page.getByRole("table", { name: /^Messages/ }).locator("tbody tr")).toHaveCount(3);
  await expect(main).toContainText("Files sent here do not go to CMS");
});

test("the browser and the server find the same in a file", async ({ page }) => {
  await logInAs(page, "submitter");
  const sample = await page.request.get("/demo/samples/pbj-twelve-problems.xml");
  const name = `twelve-${Date.now()}.xml`;
  const buffer = Buffer.concat([await sample.body(), Buffer.from(`<!-- ${name} -->\n`)]);
  await open(page, "/pbj/upload");
  await choose(page, { name, mimeType: "text/xml", buffer });
  const found = card(page, name);
  await found.getByLabel("Show").selectOption({ label: "As one list" });
  await expect(found.getByRole("table").locator("tbody tr").first()).toBeVisible();
  const here = await found.locator("tbody td:nth-child(3)").allInnerTexts();
  const number = await send(page, name);
  await decided(page, number, /^Rejected$/);
  const report = await page.request.get(`/submissions/${number}/files/1/report.json`);
  const [{ validationErrors }] = await report.json();
  const there = validationErrors.map((error: { results: { error_id: string } }) => error.results.error_id);
  expect(there.sort()).toEqual(here.sort());
});

test("a file with employees nobody submitted is clean here, and rejected by the server with -4016", async ({ page }) => {
  await logInAs(page, "submitter");
  const sample = await page.request.get("/demo/samples/pbj-unknown-employees.xml");
  const name = `unknown-${Date.now()}.xml`;
  const number = await submit(page, {
    name,
    mimeType: "text/xml",
    buffer: Buffer.concat([await sample.body(), Buffer.from(`<!-- ${name} -->\n`)]),
  });
  await decided(page, number, /^Rejected$/);
  await page.getByRole("link", { name: /^Final Validation Report/ }).click();
  await expect(page.getByRole("table", { name: "Problems by edit" })).toContainText("-4016");
});

test("the report can be had as CSV, and as JSON in the shape of the validation utility", async ({ page }) => {
  await logInAs(page, "submitter");
  const file = pbjFile({ unknownTitles: 2 });
  const number = await submit(page, file);
  await decided(page, number, /^Rejected$/);
  await page.getByRole("link", { name: /^Final Validation Report/ }).click();
  for (const kind of ["CSV", "JSON"]) {
    const link = page.getByRole("link", { name: `Download ${kind}` });
    const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
    expect(download.suggestedFilename()).toContain(number);
  }
  const csv = await (await page.request.get(`/submissions/${number}/files/1/report.csv`)).text();
  expect(csv.split("\r\n").filter((line) => line.includes("-3676")).length).toBe(2);
  expect(csv).toContain("do not go to CMS");
  const json = await (await page.request.get(`/submissions/${number}/files/1/report.json`)).json();
  expect(json).toHaveLength(1);
  expect(json[0]).toMatchObject({ filename: file.name, accepted: false });
  expect(json[0].validationErrors.map((error: { results: object }) => Object.keys(error.results).sort())).toEqual(
    Array(2).fill(["error_id", "item", "item_value", "message_number", "severity", "text"]),
  );
  expect(json[0].validationErrors[0].results).toMatchObject({ message_number: 1, error_id: "-3676", severity: "Fatal" });
});

test("messages of one edit have an address of their own", async ({ page }) => {
  await logInAs(page, "submitter");
  const number = await submit(page, pbjFile({ unknownTitles: 120 }));
  await decided(page, number, /^Rejected$/);
  await open(page, `/submissions/${number}/files/1`);
  const messages = page.getByRole("table", { name: /^Messages/ }).locator("tbody tr");
  await expect(messages).toHaveCount(100);
  await page.getByRole("navigation", { name: "Messages: pages" }).getByRole("link", { name: "Next" }).click();
  await expect(page).toHaveURL(/page=2/);
  await expect(messages).toHaveCount(20);
  await page.getByRole("link", { name: "-3676" }).click();
  await expect(page).toHaveURL(/edit=-3676/);
  await expect(page.getByRole("heading", { name: "Messages of edit -3676" })).toBeVisible();
});

test("a ZIP is one submission with a report for each file in it", async ({ page }) => {
  await logInAs(page, "submitter");
  const zip = zipOf([
    { name: "good.xml", buffer: pbjFile().buffer },
    { name: "bad.xml", buffer: pbjFile({ unknownTitles: 1 }).buffer },
  ]);
  const name = `two-${Date.now()}.zip`;
  const number = await submit(page, { name, mimeType: "application/zip", buffer: zip });
  await decided(page, number, /^Partly rejected$/);
  const files = page.getByRole("table", { name: "Files of this submission" });
  await expect(files.getByRole("row").filter({ hasText: "good.xml" })).toContainText("Accepted");
  await expect(files.getByRole("row").filter({ hasText: "bad.xml" })).toContainText("Rejected");
  await expect(files.getByRole("link", { name: /Final Validation Report/ })).toHaveCount(2);
});

test("a receipt and a report say what an accepted file changed in the stored quarter", async ({ page }) => {
  await logInAs(page, "submitter");
  const file = pbjFile({ employees: 2, days: 1 });
  const number = await submit(page, file);
  await decided(page, number, /^Accepted/);
  const changes = page.getByRole("table", { name: "What each file changed in the stored quarter" });
  const row = changes.getByRole("row").filter({ hasText: file.name });
  await expect(row).toContainText("merge");
  await accessible(page);
  const cells = await row.locator("td").allInnerTexts();
  await page.getByRole("link", { name: `Final Validation Report of ${file.name}` }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Final Validation Report" })).toBeFocused();
  expect(await changes.getByRole("row").filter({ hasText: file.name }).locator("td").allInnerTexts()).toEqual(cells);
});

test("the same bytes again are asked about first", async ({ page }) => {
  await logInAs(page, "submitter");
  const file = pbjFile();
  const first = await submit(page, file);
  await open(page, "/pbj/upload");
  await choose(page, file);
  const found = card(page, file.name);
  await found.getByRole("button", { name: /^Send/ }).click();
  await expect(found).toContainText("You sent this file already");
  await expect(found.getByRole("link", { name: `submission ${first}` })).toBeVisible();
  await found.getByRole("button", { name: "Send it again" }).click();
  const again = found.getByRole("link", { name: /^Submission \d+$/ });
  await expect(again).toBeVisible();
  expect(await again.innerText()).not.toBe(`Submission ${first}`);
});

test("the same key with the same bytes gives the same receipt, however often it is tried", async ({ page }) => {
  await logInAs(page, "submitter");
  const file = pbjFile();
  const key = `key-${Date.now()}`;
  const post = () =>
    page.request.post("/pbj/submissions", {
      multipart: { key, file },
      headers: { Origin: new URL(BASE_URL).origin, Accept: "application/json" },
    });
  const answers = await Promise.all([post(), post(), post()]);
  const receipts = await Promise.all(answers.map((answer) => answer.json()));
  expect(answers.map((answer) => answer.status())).toEqual([201, 201, 201]);
  expect(new Set(receipts.map((receipt) => receipt.received)).size).toBe(1);
});

test("two tabs of one person both send, and each file has its own receipt", async ({ page, context }) => {
  await logInAs(page, "submitter");
  const tab = await context.newPage();
  const files = [pbjFile(), pbjFile()];
  const numbers = await Promise.all([submit(page, files[0]), submit(tab, files[1])]);
  expect(numbers[0]).not.toBe(numbers[1]);
  for (const number of numbers) await decided(page, number, /^Accepted$/);
});

test("the public sample home's quarter is accepted", async ({ page }) => {
  const due = OPEN.key === "2026Q4" && TODAY > OPEN.last;
  if (!due) console.log("skipped: the sample file's quarter, FY 2026 Q4, is not the open one of this instance");
  test.skip(!due, "the sample file's quarter is not the open one");
  const sample = publicData("pbj/pbj-pass.xml");
  await logInAs(page, "submitter");
  const name = `pbj-pass-${Date.now()}.xml`;
  const buffer = Buffer.concat([sample, Buffer.from(`<!-- ${name} -->\n`)]);
  await open(page, "/pbj/upload");
  await choose(page, { name, mimeType: "text/xml", buffer });
  const number = await send(page, name);
  await decided(page, number, /^Accepted/);
});

test("an upload that breaks off is tried again with the same key and stored once", async ({ page, faults }) => {
  await logInAs(page, "submitter");
  const file = pbjFile();
  await open(page, "/pbj/upload");
  await choose(page, file);
  const keys: string[] = [];
  await page.route("**/pbj/submissions", async (route) => {
    keys.push(/name="key"\r\n\r\n([^\r]+)/.exec(route.request().postDataBuffer()?.toString("latin1") ?? "")?.[1] ?? "");
    if (keys.length === 1) {
      // The server has the file, but its answer is lost.
      await route.fetch();
      await route.abort("connectionreset");
    } else {
      await route.continue();
    }
  });
  const found = card(page, file.name);
  const heard = await announcements(page);
  await found.getByRole("button", { name: /^Send/ }).click();
  await expect(found.getByRole("link", { name: /^Submission \d+$/ })).toBeVisible();
  expect((await heard()).join(" ")).toContain("the connection was lost. Trying again in 2 seconds.");
  expect(keys.length).toBe(2);
  expect(keys[0]).toBe(keys[1]);
  forgive(faults, "ERR_CONNECTION_RESET");
  await open(page, `/submissions?sender=OWEN.SANDOVAL`);
  await expect(page.getByRole("row").filter({ hasText: file.name })).toHaveCount(1);
});

test("everyone with a PBJ role at the facility reads the report, and nobody else finds it", async ({ page }) => {
  await logInAs(page, "administrator");
  const file = pbjFile({ facility: "IA1077", state: "IA" });
  const number = await submit(page, file);
  await decided(page, number, /^Accepted/);
  for (const [person, status] of [["viewer", 200], ["cms", 200], ["submitter", 404], ["vendor", 404], ["state", 403]] as const) {
    await logInAs(page, person);
    for (const address of [`/submissions/${number}`, `/submissions/${number}/files/1`, `/submissions/${number}/files/1/report.json`]) {
      const answer = await page.request.get(address, { headers: { accept: "text/html" } });
      expect(answer.status(), `${person} at ${address}`).toBe(status);
    }
  }
});

test("a file for a facility of others is rejected, and does not say whether the facility exists", async ({ page }) => {
  await logInAs(page, "submitter");
  for (const facility of ["IA1077", "NOSUCH1"]) {
    const number = await submit(page, pbjFile({ facility, state: "IA" }));
    await decided(page, number, /^Rejected$/);
    await page.getByRole("link", { name: /^Final Validation Report/ }).click();
    await expect(page.getByRole("table", { name: "Problems by edit" })).toContainText("-3693");
    const main = page.getByRole("main");
    await expect(main).toContainText(`No nursing home in IA that you may send files for has the facility ID ${facility}.`);
    await expect(main).not.toContainText("DAVIS COUNTY");
  }
});

test("the history is filtered by its address, and its CSV file has the same rows", async ({ page }) => {
  await logInAs(page, "viewer");
  await open(page, "/submissions");
  await page.getByLabel("State", { exact: true }).selectOption({ label: "Rejected" });
  await page.getByRole("button", { name: "Apply filters" }).click();
  await expect(page).toHaveURL(/\/submissions\?state=rejected$/);
  await allSay(page.getByRole("table", { name: "Files sent" }).locator("tbody td:nth-of-type(1)"), "Rejected");
  const link = page.getByRole("link", { name: /^Download CSV/ });
  const rows = Number(/ of (\d+) files?$/.exec(await page.getByText(/ of \d+ files?$/).innerText())![1]);
  const csv = await (await page.request.get((await link.getAttribute("href"))!)).text();
  expect(csv.split("\r\n").filter((line) => /Rejected|rejected/.test(line)).length).toBe(rows);
  expect(csv).toContain("do not go to CMS");
});

test("each filter of the history leaves the files that it names, and goes into the address", async ({ page }) => {
  await logInAs(page, "administrator");
  await open(page, "/submissions?state=rejected");
  const table = page.getByRole("table", { name: "Files sent" });
  const number = await table.getByRole("rowheader").first().innerText();
  const column = (index: number) => table.locator(`tbody td:nth-of-type(${index})`);
  const received = (text: string): string => iso(new Date(`${text.slice(0, 10)} UTC`));
  const [from, until] = [plus(TODAY, -40), plus(TODAY, -497)];
  const filters: [string, string, number, RegExp | ((text: string) => boolean)][] = [
    ["Submission ID", number, 1, /^Rejected$/],
    ["CCN", "16E724", 4, /16E724/],
    ["Quarter", STORED.name, 5, new RegExp(`^${STORED.name}$`)],
    ["Kind of problem", "-3676", 6, /fatal/],
    ["Received from", shown(from), 2, (text) => received(text) >= iso(from)],
    ["Received until", shown(until), 2, (text) => received(text) <= iso(until)],
    ["Sender", "DANA.WHITLOCK", 7, /^DANA\.WHITLOCK$/],
  ];
  for (const [label, value, index, shows] of filters) {
    await open(page, "/submissions");
    const field = page.getByRole("form", { name: "Filter submissions" }).getByLabel(label, { exact: true });
    if (label === "Quarter") await field.selectOption({ label: value });
    else await field.fill(value);
    await page.getByRole("button", { name: "Apply filters" }).click();
    await expect(page, label).toHaveURL(/\?\w+=/);
    await expect(page.getByRole("list", { name: "Filters in use" }).getByRole("link"), label).toHaveCount(1);
    const texts = await column(index).allInnerTexts();
    expect(texts.length, label).toBeGreaterThan(0);
    for (const text of texts) expect(typeof shows === "function" ? shows(text) : shows.test(text), `${label}: ${text}`).toBe(true);
  }
});

test("a submission that is nobody's is not found", async ({ page }) => {
  await logInAs(page, "submitter");
  for (const address of ["/submissions/99999999", "/submissions/abc", "/submissions/1/files/1", "/submissions/-1"]) {
    const answer = await page.goto(address);
    expect(answer!.status(), address).toBe(404);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Page not found");
  }
});

test("a list that is downloaded after the session has ended leads to the log-in page, and from there back to the list", async ({ page, context }) => {
  await logInAs(page, "submitter");
  await open(page, "/submissions?sender=OWEN.SANDOVAL");
  await context.clearCookies();
  await page.getByRole("link", { name: /^Download CSV/ }).click();
  await expect(page).toHaveURL(/\/login\?next=%2Fsubmissions%3Fsender%3DOWEN\.SANDOVAL/);
  await page.getByRole("button", { name: "Log in as Owen Sandoval" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Submission History" })).toBeVisible();
});
