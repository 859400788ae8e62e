// What the browser measurements share.

/** Chromium as the end-to-end tests start it. */
export function launch(chromium) {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
  });
}

/** Signs in as the first demo person of the log-in page whose name matches; gives the cookies. */
export async function logIn(browser, address, name = /Log in as/) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${address}/login`);
  await page.getByRole("button", { name }).first().click();
  await page.waitForURL(/dashboard/);
  const cookies = await context.cookies();
  await context.close();
  return cookies;
}

export function median(figures) {
  const sorted = [...figures].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
