import { defineConfig } from "@playwright/test";
import { BASE_URL } from "./support/demo.ts";

const chromium = {
  launchOptions: {
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  },
};

export default defineConfig({
  testDir: "tests",
  outputDir: "test-results",
  timeout: 60_000,
  expect: { timeout: 15_000 },
  fullyParallel: true,
  forbidOnly: Boolean(process.env.CI),
  workers: 3,
  reporter: [["./support/server-log.ts"], ["list"]],
  use: { baseURL: BASE_URL, ...chromium, screenshot: "only-on-failure", locale: "en-US" },
  projects: [
    { name: "desktop", testIgnore: /\.script-off\.spec\.ts$/, use: { viewport: { width: 1280, height: 900 } } },
    // The same where the browser runs no script: files that end in .script-off.spec.ts, and those that both
    // projects run.
    {
      name: "script-off",
      testMatch: /(\.script-off|held|journeys|modification|profile|recovery|registration|seeds.\d+)\.spec\.ts$/,
      use: { viewport: { width: 1280, height: 900 }, javaScriptEnabled: false },
    },
  ],
});
