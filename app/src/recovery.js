// When the page's program stops (a part of it is gone from the server, or a fault), the page lives on as plain
// HTML: a move under way is finished by loading its address, and from then on links and forms work as they do
// without script. A page that stops before it was ever alive is left alone, so nothing reloads in a circle.
(() => {
  let wentBack = false;
  addEventListener("popstate", () => { wentBack = true; }, true);
  for (const type of ["pointerdown", "keydown"]) {
    addEventListener(type, () => { wentBack = false; }, true);
  }
  const stopped = (error) => {
    const page = document.body.dataset;
    if (!(error instanceof WebAssembly.RuntimeError) || page.hydrated !== "true") return;
    page.hydrated = "stopped";
    for (const type of ["click", "submit", "input", "change", "keydown"]) {
      addEventListener(type, (event) => event.stopImmediatePropagation(), true);
    }
    if (wentBack || page.location !== location.pathname + location.search) location.assign(page.location);
  };
  addEventListener("error", (event) => stopped(event.error));
  addEventListener("unhandledrejection", (event) => stopped(event.reason));
})();
