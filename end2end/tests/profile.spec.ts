// My Profile: what one changes oneself, with script and without.
import { followMailedLink, newAddress } from "../support/mailbox.ts";
import { newcomer } from "../support/newcomer.ts";
import { accessible, expect, hydrated, open, test } from "../support/page.ts";

test("contact details and the time zone are changed, and moments are shown in it", async ({ page, javaScriptEnabled }) => {
  await newcomer(page);
  await open(page, "/profile", javaScriptEnabled);
  await expect(page.getByRole("main")).toContainText("641-555-0142");
  await expect(page.getByRole("main")).toContainText("Eastern Time");
  await page.getByRole("link", { name: "Change contact details and time zone" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Contact Details" })).toBeVisible();
  await hydrated(page, javaScriptEnabled);
  await page.getByLabel("Telephone number").fill("555");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("alert")).toContainText("Enter a telephone number with its area code");
  await expect(page.getByLabel("City")).toHaveValue("Bloomfield");
  await hydrated(page, javaScriptEnabled);
  if (javaScriptEnabled !== false) await accessible(page);
  await page.getByLabel("Telephone number").fill("(515) 555-0177");
  await page.getByLabel("Time zone").selectOption({ label: "Central Time" });
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Your contact details are saved")).toBeVisible();
  await expect(page.getByRole("main")).toContainText("515-555-0177");
  await hydrated(page, javaScriptEnabled);
  await page.getByRole("link", { name: "Your sessions" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Your sessions" })).toBeVisible();
  await expect(page.getByRole("cell").first()).toContainText(/ [AP]M CT$/);
});

test("another e-mail address counts once its link is opened, and the old one is told", async ({ page, javaScriptEnabled }) => {
  const [{ email: old }, next] = [await newcomer(page), newAddress()];
  await open(page, "/profile", javaScriptEnabled);
  await page.getByRole("link", { name: "Change e-mail address" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Change E-mail Address" })).toBeVisible();
  await hydrated(page, javaScriptEnabled);
  await page.getByLabel("New corporate e-mail address").fill("anne@gmail.com");
  await page.getByRole("button", { name: "Send me the link" }).click();
  await expect(page.getByRole("alert")).toContainText("Enter your corporate e-mail address");
  await hydrated(page, javaScriptEnabled);
  if (javaScriptEnabled !== false) await accessible(page);
  await page.getByLabel("New corporate e-mail address").fill(next);
  await page.getByRole("button", { name: "Send me the link" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Check your e-mail" })).toBeVisible();
  await followMailedLink(page, next, "Confirm your new e-mail address", javaScriptEnabled);
  await expect(page.getByRole("main")).toContainText(next);
  await hydrated(page, javaScriptEnabled);
  if (javaScriptEnabled !== false) await accessible(page);
  await page.getByRole("button", { name: "Confirm" }).click();
  await expect(page.getByText("The e-mail address of your account is changed")).toBeVisible();
  await open(page, "/profile", javaScriptEnabled);
  await expect(page.getByRole("main")).toContainText(next);
  await page.goto(`/demo/mailbox?to=${encodeURIComponent(old)}`);
  await expect(page.getByRole("article").first()).toContainText("The e-mail address of your account was changed");
});
