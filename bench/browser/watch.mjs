// The public checker of a running server: a file is chosen, and the page's own thread is watched until the verdict.
import { atMost } from "../budget.mjs";

/** Prints the longest task of the page's thread while it checks, shows the problems and turns their pages. */
export async function watchPage(browser, base, file) {
  const page = await browser.newPage();
  await page.goto(`${base}/vut`);
  await page.locator("body[data-hydrated=true]").waitFor();
  await page.evaluate(() => {
    window.tasks = [];
    new PerformanceObserver((list) => window.tasks.push(...list.getEntries().map((task) => task.duration))).observe({ type: "longtask" });
  });
  const start = performance.now();
  await page.getByLabel("PBJ files").setInputFiles(file);
  await page.getByText("How far this check reaches").or(page.getByText("No problems were found here.")).waitFor();
  const seconds = (performance.now() - start) / 1000;
  console.log(`the page itself: verdict after ${seconds.toFixed(2)} s`);
  atMost("longest task of the page meanwhile, in ms (0: none over 50)", await longest(page), 50);

  const group = page.locator("details.q-group summary").first();
  if (await group.count()) {
    await group.click();
    await page.locator("details.q-group tbody tr").first().waitFor();
    const next = page.getByRole("button", { name: "Next", exact: true });
    for (let turn = 0; turn < 5 && (await next.count()); turn++) await next.click();
    console.log(`opening an edit and turning pages: longest task ${(await longest(page)).toFixed(0)} ms (0: none over 50)`);
  }
  await page.close();
}

async function longest(page) {
  await page.waitForTimeout(200);
  const tasks = await page.evaluate(() => window.tasks.splice(0));
  return Math.max(0, ...tasks);
}
