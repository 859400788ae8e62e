// What holds for every page, whoever looks at it.
import { readFileSync } from "node:fs";
import { fitsSmallScreens, holds, keepsForcedColours, wellFormed } from "../support/audit.ts";
import { logInAs, type Person } from "../support/demo.ts";
import { accessible, expect, forgive, open, test } from "../support/page.ts";

/** Each page with whoever it is for. */
const PAGES: [Person | "nobody", string][] = [
  ["nobody", "/login"],
  ["nobody", "/login?ended=logged_out"],
  ["nobody", "/login?next=/providers&ended=idle"],
  ["nobody", "/register"],
  ["nobody", "/register/sent"],
  ["nobody", "/register/account?link=over"],
  ["nobody", "/recover"],
  ["nobody", "/recover/sent"],
  ["nobody", "/recover/link?link=any"],
  ["nobody", "/profile/email/link?link=over"],
  ["nobody", "/profile/email/done"],
  ["nobody", "/help"],
  ["nobody", "/help/assessments"],
  ["nobody", "/help/patients"],
  ["nobody", "/help/account"],
  ["nobody", "/help/pbj-edits"],
  ["nobody", "/help/roles"],
  ["nobody", "/help/roles?category=provider"],
  ["nobody", "/vut"],
  ["nobody", "/demo"],
  ["nobody", "/demo/mailbox"],
  ["nobody", "/demo/mailbox?to=nobody@example.org"],
  ["nobody", "/no-such-page"],
  ["nobody", "/error?status=429&seconds=30"],
  ["nobody", "/error?status=500&incident=7F3A-01BC"],
  ["administrator", "/dashboard"],
  ["administrator", "/dashboard?facility=16E724"],
  ["administrator", "/pbj/upload"],
  ["administrator", "/pbj/sent?results=too-large,empty,failed,too-many,too-often,together-too-large,cut-off,fault"],
  ["administrator", "/assessments/new"],
  ["administrator", "/assessments/drafts"],
  ["administrator", "/assessments/drafts?done=discarded"],
  ["administrator", "/assessments/drafts/none"],
  ["administrator", "/assessments/drafts/none/review"],
  ["administrator", "/assessments/upload"],
  ["administrator", "/submissions?kind=assessments"],
  ["administrator", "/assessments"],
  ["administrator", "/assessments?state=all&sort=patient&reason=oasis-01"],
  ["administrator", "/assessments/none"],
  ["administrator", "/assessments/inbox"],
  ["administrator", "/assessments/inbox?show=done"],
  ["administrator", "/assessments/inbox/1/1"],
  ["administrator", "/reports"],
  ["administrator", "/reports/facility-final-validation"],
  ["administrator", "/reports/late-missing"],
  ["cms", "/reports/submission-statistics?state=IA&from=2026-10-01"],
  ["administrator", "/reports/mine"],
  ["administrator", "/reports/mine/none"],
  ["administrator", "/submissions"],
  ["administrator", "/submissions?state=rejected"],
  ["administrator", "/staffing"],
  ["administrator", "/staffing?facility=16E724"],
  ["administrator", "/profile"],
  ["administrator", "/profile?done=contact"],
  ["administrator", "/profile?done=password"],
  ["administrator", "/profile/contact"],
  ["administrator", "/profile/email/sent"],
  ["administrator", "/profile/sessions"],
  ["administrator", "/profile/tokens"],
  ["nobody", "/help/api"],
  ["administrator", "/devices"],
  ["administrator", "/devices?done=removed"],
  ["administrator", "/held/none"],
  ["administrator", "/login/device"],
  ["administrator", "/login/code"],
  ["administrator", "/profile/notifications"],
  ["administrator", "/profile/notifications?done=saved"],
  ["administrator", "/profile?done=requested"],
  ["administrator", "/request-role"],
  ["administrator", "/request-role/role"],
  ["administrator", "/request-role/role?category=provider"],
  ["administrator", "/request-role/role?category=cms&role=cms_view_only_user"],
  ["administrator", "/request-role/organizations?role=pbj_viewer&ccn=16E724"],
  ["administrator", "/request-role/organizations?role=state_agency_general_user"],
  ["administrator", "/request-role/organizations?role=qio_user"],
  ["administrator", "/request-role/organizations?role=ao_general_user"],
  ["administrator", "/request-role/organizations?role=mac_user"],
  ["administrator", "/profile?done=granted"],
  ["administrator", "/profile?moved=vendor"],
  ["both", "/dashboard"],
  ["roleless", "/dashboard"],
  ["forgotten", "/dashboard"],
  ["administrator", "/access/requests"],
  ["administrator", "/access/requests?state=all&role=ado_developer"],
  ["administrator", "/access/users"],
  ["administrator", "/access/users?done=removed"],
  ["official", "/access/users?show=pending&sort=since&dir=desc"],
  ["official", "/access/users?alone=true"],
  ["helpDesk", "/access/users?surveyor=to_verify"],
  ["cmsOfficial", "/access/users?organization=IA&last_log_in=never&unconfirmed=true"],
  ["cmsOfficial", "/access/users/none"],
  ["official", "/access/recertification"],
  ["official", "/access/recertification?kept=2&missed=1"],
  ["official", "/access/recertification/remove?rows=none"],
  ["administrator", "/access/requests/several?decision=approve&requests=none"],
  ["cmsOfficial", "/access/recertification?everywhere=true"],
  ["cmsOfficial", "/access/organizations"],
  ["productionControl", "/access/organizations?why=never&state=IA&waiting=true"],
  ["waiting", "/profile"],
  ["surveyor", "/profile"],
  ["rejected", "/profile"],
  ["productionControl", "/access/requests?state=all"],
  ["productionControl", "/access/requests?organization=IA&jurisdiction=ao-tjc"],
  ["viewer", "/dashboard"],
  ["viewer", "/pbj/upload"],
  ["vendor", "/dashboard"],
  ["vendor", "/submissions"],
  ["state", "/dashboard"],
  ["state", "/providers"],
  ["state", "/providers?q=nothing-of-this-name"],
  ["state", "/providers/16E724"],
  ["state", "/staffing/status"],
  ["cms", "/dashboard"],
  ["cms", "/providers?state=GA&sort=city&dir=desc"],
  ["cms", "/staffing/status?status=missing"],
  ["helpDesk", "/dashboard"],
  ["helpDesk", "/support/people"],
  ["helpDesk", "/support/people/none"],
  ["helpDesk", "/support/jobs"],
  ["helpDesk", "/support/tickets"],
  ["helpDesk", "/support/viewing/new?ticket=HD-1001&role=pbj_viewer&organization=16E724"],
  ["helpDesk", "/support/viewing/reveal"],
  ["helpDesk", "/support/tickets?state=closed"],
  ["viewer", "/help/ticket"],
  ["waiting", "/help/ticket"],
  ["helpDesk", "/support/proofing"],
  ["coordinator", "/patients"],
  ["coordinator", "/patients?provider=16E724&sort=last_assessment&dir=desc"],
  ["coordinator", "/patients/new"],
  ["cms", "/patients"],
  ["cms", "/patients/1"],
  ["stateCoordinator", "/patients/1/edit"],
  ["stateCoordinator", "/patients/1/merge?with=2"],
  ["stateCoordinator", "/patients/1/merges/none"],
  ["stateCoordinator", "/patients/1/history"],
  ["stateCoordinator", "/patients/exclusions"],
  ["stateCoordinator", "/patients/exclusions?done=added"],
  ["stateCoordinator", "/patients/exclusions?done=gone"],
  ["productionControl", "/patients/exclusions?place=IA"],
  ["productionControl", "/patients/exclusions/none"],
  ["productionControl", "/patients/exclusions/none/delete"],
  ["finance", "/dashboard"],
  ["finance", "/penalties"],
  ["finance", "/penalties?q=no-such-case"],
  ["finance", "/penalties/receipts"],
  ["finance", "/penalties/ageing"],
  ["finance", "/penalties/2000-01-LTC-0001"],
  ["finance", "/penalties/2000-01-LTC-0001/payment"],
  ["finance", "/penalties/2000-01-LTC-0001/step"],
  ["finance", "/penalties/2000-01-LTC-0001/step/none"],
  ["finance", "/penalties/2000-01-LTC-0001/refund"],
  ["finance", "/penalties/2000-01-LTC-0001/adjust"],
  ["finance", "/penalties/2000-01-LTC-0001/adjust/none"],
  ["finance", "/penalties/2000-01-LTC-0001/payable-day"],
  ["finance", "/penalties/2000-01-LTC-0001/reverse/none"],
  ["finance", "/providers/16E724"],
  ["state", "/penalties"],
  ["cms", "/penalties?standing=open&sort=balance&dir=desc"],
  ["auditor", "/dashboard"],
  ["auditor", "/audit"],
  ["auditor", "/audit?act=authn_login_lock&outcome=failed&from=2020-01-01&to=2020-01-02"],
  ["official", "/audit/organization"],
  ["cmsOfficial", "/audit/organization"],
  ["stateOfficial", "/audit/viewings"],
  ["stateOfficial", "/audit/viewings?from=2020-01-01&to=2020-01-02"],
  ["stateOfficial", "/audit/viewings/none"],
  ["waiting", "/audit/own"],
];

/** Pages whose address is not known beforehand: the first link of this kind on another page. */
const FOUND: [Person, string, string, RegExp][] = [
  ["administrator", "a receipt", "/submissions", /^\/submissions\/\d+$/],
  ["administrator", "a receipt of assessments", "/submissions?kind=assessments", /^\/submissions\/\d+$/],
  ["administrator", "a report with problems", "/submissions?state=rejected", /^\/submissions\/\d+\/files\/\d+$/],
  ["administrator", "a report without problems", "/submissions?state=accepted", /^\/submissions\/\d+\/files\/\d+$/],
  ["administrator", "a record's report with problems", "/submissions?kind=assessments&state=rejected", /^\/submissions\/\d+\/files\/\d+$/],
  ["administrator", "a stored record", "/assessments", /^\/assessments\/\d+$/],
  ["official", "a role request", "/access/requests?state=all", /^\/access\/requests\/[0-9a-f-]+$/],
  ["stateOfficial", "a surveyor's request", "/access/requests?state=all", /^\/access\/requests\/[0-9a-f-]+$/],
  ["stateOfficial", "a surveyor in User Management", "/access/users?surveyor=to_verify", /^\/access\/users\/[0-9a-f-]+\?/],
  ["official", "a role in User Management", "/access/users?show=held", /^\/access\/users\/[0-9a-f-]+\?.*grant=/],
  ["helpDesk", "a ticket", "/support/tickets", /^\/support\/tickets\/HD-\d+$/],
  ["viewer", "a ticket of one's own", "/help/ticket", /^\/help\/ticket\/HD-\d+$/],
  ["helpDesk", "a proofing case", "/support/proofing", /^\/support\/proofing\/P-[0-9A-Z-]+$/],
  ["finance", "a case that is partly paid", "/penalties?status=partially_paid", /^\/penalties\/[0-9A-Z-]+$/],
  ["state", "a case of one's state", "/penalties", /^\/penalties\/[0-9A-Z-]+$/],
  ["auditor", "a row of the audit trail", "/audit", /^\/audit\/\d+$/],
  ["helpDesk", "a job that was given up", "/support/jobs?state=given_up", /^\/support\/jobs\/[0-9a-f-]+$/],
];

/** Pages that one comes to only on the way: `steps.spec.ts` and `openid.spec.ts` look at them. */
const ON_THE_WAY = ["/devices/show/backup-codes", "/profile/password", "/register/proofing", "/openid"];

test("no page of the app is left out", () => {
  const found = FOUND.map(([, , , kind]) => kind.source.replace(/\\\?.*/, "").replaceAll("\\d+", "1").replaceAll(/\\|[$^]|\[[^\]]+\]\+/g, ""));
  const addresses = [...PAGES.map(([, address]) => address.split("?")[0]), ...found, ...ON_THE_WAY];
  const table = readFileSync("../app/src/app.rs", "utf8").matchAll(/path!\("([^"]+)"\)/g);
  const routes = [...table].map(([, route]) => route);
  expect(routes.length).toBeGreaterThan(30);
  for (const route of routes) {
    const pattern = route.replaceAll(/\/:\w+\?/g, "(/[^/]+)?").replaceAll(/:\w+/g, "[^/]*");
    const looked = addresses.filter((address) => new RegExp(`^${pattern}$`).test(address));
    expect(looked, `${route}: add an address to PAGES`).not.toEqual([]);
  }
});

for (const [person, address] of PAGES) {
  test(`${person} at ${address}`, async ({ page, faults }) => {
    if (person !== "nobody") await logInAs(page, person);
    // A page in place of an answer stays plain HTML.
    await holds(page, address, address !== "/no-such-page");
    if (address.startsWith("/error?status=500")) forgive(faults, "with a status of 500");
  });
}

for (const [person, what, list, kind] of FOUND) {
  test(`${person} at ${what}`, async ({ page }) => {
    await logInAs(page, person);
    await page.goto(list);
    const links = await page.getByRole("main").getByRole("link").evaluateAll((all) => all.map((link) => link.getAttribute("href")));
    const address = links.find((href) => href && kind.test(href));
    expect(address, `${list} leads to ${what}`).toBeTruthy();
    await holds(page, address!);
  });
}

test("help is in the same place on every page", async ({ page }) => {
  await logInAs(page, "administrator");
  const places = new Set<string>();
  for (const address of ["/dashboard", "/providers", "/pbj/upload", "/submissions", "/staffing", "/profile", "/help"]) {
    const html = await (await page.request.get(address, { headers: { accept: "text/html" } })).text();
    const header = /<header[\s\S]*?<\/header>/.exec(html)![0];
    const footer = /<footer[\s\S]*?<\/footer>/.exec(html)![0];
    const hrefs = (part: string) => [...part.matchAll(/href="([^"]+)"/g)].map(([, href]) => href);
    // The role's own links come before; help comes next to the user's menu.
    const after = hrefs(header).slice(-3);
    places.add(JSON.stringify([after, hrefs(footer)]));
  }
  expect([...places]).toHaveLength(1);
});

test("a page with the errors of its form holds too", async ({ page }) => {
  await open(page, "/login");
  await page.getByRole("button", { name: "Log In", exact: true }).click();
  await expect(page).toHaveTitle(/^Error: /);
  await wellFormed(page);
  await accessible(page);
  await keepsForcedColours(page);
  await fitsSmallScreens(page);
});
