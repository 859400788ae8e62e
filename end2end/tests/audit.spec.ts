// The audit trail: auditors read all of it, security officials what concerns their home, everybody their own.
import { found } from "../support/access.ts";
import { PEOPLE, logInAs } from "../support/demo.ts";
import { expect, hydrated, open, test } from "../support/page.ts";
import { makePatient, newName } from "../support/patients.ts";

test("an auditor finds who logged in, looks at the event, and saves the record with its proof", async ({ page, browser }) => {
  const other = await (await browser.newContext()).newPage();
  await logInAs(other, "viewer");
  await logInAs(page, "auditor");
  await open(page, "/dashboard");
  await page.getByRole("main").getByRole("link", { name: "Audit Trail" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Audit Trail" })).toBeFocused();
  const asks: string[] = [];
  page.on("request", (request) => asks.push(decodeURIComponent(request.url())));
  await page.getByLabel("Who").fill(PEOPLE.viewer.user);
  await page.getByRole("button", { name: "Search" }).click();
  await expect(page.getByRole("link", { name: `Remove filter: Who: ${PEOPLE.viewer.user}` })).toBeVisible();
  await hydrated(page);
  await page.getByLabel("What").selectOption({ label: "Logged in" });
  await page.getByRole("button", { name: "Apply filters" }).click();
  await expect(page).toHaveURL(/search=.*act=authn_login_success|act=authn_login_success.*search=/);
  expect(asks.filter((url) => url.includes(PEOPLE.viewer.user))).toEqual([]);
  const link = page.getByRole("link", { name: /^Download CSV/ });
  await expect(link).toHaveAttribute("href", /act=authn_login_success/);
  const table = await page.request.get((await link.getAttribute("href"))!);
  expect(table.headers()["content-type"]).toContain("text/csv");
  const [head, ...saved] = (await table.text()).trimEnd().split("\r\n");
  expect(head).toBe("When,What,To What,Who,Where,Outcome");
  expect(saved.length).toBeGreaterThan(0);
  for (const line of saved) {
    expect(line).toContain(",Logged in,");
    expect(line).toContain(`,${PEOPLE.viewer.user},`);
  }
  const row = page.getByRole("table").getByRole("row").filter({ hasText: "Logged in" }).first();
  await expect(row).toContainText(PEOPLE.viewer.user);
  await row.getByRole("link").click();
  await expect(page.getByRole("heading", { level: 1, name: /^Event \d+$/ })).toBeFocused();
  await expect(page.getByRole("main")).toContainText("authn_login_success");
  await expect(page.getByRole("main")).toContainText("Hash of the row before");
  const file = await page.request.get("/audit.ndjson");
  expect(file.status()).toBe(200);
  const lines = (await file.text()).trimEnd().split("\n").map((line) => JSON.parse(line));
  expect(lines.at(-1)).toHaveProperty("signature");
  expect(lines.at(-1).hash).toBe(lines.at(-2).hash);
});

test("an auditor finds who was refused what", async ({ page, browser }) => {
  const other = await (await browser.newContext()).newPage();
  await logInAs(other, "viewer");
  const answer = await other.goto("/pbj/upload");
  expect(answer!.status()).toBe(403);
  await logInAs(page, "auditor");
  const rows = page.getByRole("table").getByRole("row").filter({ hasText: PEOPLE.viewer.user });
  const row = rows.filter({ hasText: "To send payroll-based journal files" }).first();
  // It is written down while the answer leaves, for which nobody waits.
  await expect(async () => {
    await open(page, "/audit?act=authz_fail&outcome=failed");
    await expect(row).toContainText("Was refused", { timeout: 1_000 });
  }).toPass();
});

test("a security official sees who looked at the home's hours", async ({ page, browser }) => {
  const reader = await (await browser.newContext()).newPage();
  await logInAs(reader, "viewer");
  await open(reader, "/staffing?facility=16E724");
  await logInAs(page, "administrator");
  await open(page, await found(page, PEOPLE.viewer.user, "/audit/organization"));
  const row = page.getByRole("table").getByRole("row").filter({ hasText: "Staffing hours" }).first();
  await expect(row).toContainText("Looked at");
  await expect(row).toContainText("DAVIS COUNTY HOSPITAL");
  await open(page, "/audit/organization?act=authn_login_lock&from=01/01/2020&to=01/02/2020");
  await expect(page.getByText("No events match.")).toBeVisible();
});

test("a security official finds who saw a patient by the Patient ID, also on a list", async ({ page, browser }) => {
  const reader = await (await browser.newContext()).newPage();
  await logInAs(reader, "coordinator");
  const last = newName();
  const number = await makePatient(reader, last, "RUTH");
  await open(reader, "/patients");
  await reader.getByLabel(/^Name, date of birth/).fill(last);
  await reader.getByRole("button", { name: "Search" }).click();
  await expect(reader.getByRole("table").getByRole("link", { name: `${last}, RUTH` })).toBeVisible();

  await logInAs(page, "administrator");
  await open(page, "/audit/organization");
  await page.getByLabel("Patient ID").fill(number);
  await page.getByRole("button", { name: "Apply filters" }).click();
  await expect(page).toHaveURL(new RegExp(`patient=${number}`));
  const looks = page.getByRole("table").getByRole("row").filter({ hasText: "List of patients" });
  await expect(looks.filter({ hasText: PEOPLE.coordinator.user }).first()).toContainText("Looked at");
  await open(page, "/audit/organization?patient=1");
  await expect(page.getByText("No events match.")).toBeVisible();
  await reader.context().close();
});

test("everybody sees their own access history, and nobody else's", async ({ page }) => {
  await logInAs(page, "state");
  await open(page, "/profile");
  await page.getByRole("link", { name: "Access history" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Access History" })).toBeFocused();
  await expect(page.getByRole("table").getByRole("row").nth(1)).toContainText(PEOPLE.state.user);
  for (const address of ["/audit", "/audit/organization", "/audit/1", "/audit.ndjson", "/audit.csv", "/audit/organization.csv"]) {
    const answer = await page.request.get(address, { headers: { accept: "text/html" } });
    expect(answer.status(), address).toBe(403);
  }
});
