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
