(() => {
  // The router hears clicks before the page is awake, and would change what is just being woken.
  addEventListener("click", (event) => {
    if (document.body.dataset.hydrated !== "true") event.stopImmediatePropagation();
  }, true);
  // At a window listeners are asked in the order in which they came: a page that would lose something is asked here, before the router.
  let wentBack = false;
  addEventListener("popstate", (event) => {
    const goesOn = dispatchEvent(new Event("before-popstate", { cancelable: true }));
    if (goesOn) wentBack = true;
    else event.stopImmediatePropagation();
  });
  for (const type of ["pointerdown", "keydown"]) {
    addEventListener(type, () => { wentBack = false; }, true);
  }
  // Without a connection the browser's own error would take the place of what stands here.
  const finish = (address) => {
    const dialog = document.getElementById("no-connection");
    const stay = () => {
      dialog.querySelector("a").href = address;
      dialog.showModal();
    };
    fetch("/healthz", { cache: "no-store" }).then(() => location.assign(address), stay);
  };
  const stopped = (error) => {
    const page = document.body.dataset;
    if (!(error instanceof WebAssembly.RuntimeError) || page.hydrated === "stopped") return;
    const wasAwake = page.hydrated === "true";
    page.hydrated = "stopped";
    for (const type of ["click", "submit", "input", "change", "keydown"]) {
      addEventListener(type, (event) => event.stopImmediatePropagation(), true);
    }
    const underWay = wentBack || page.location !== location.pathname + location.search;
    if (wasAwake && underWay) finish(page.location);
  };
  addEventListener("error", (event) => stopped(event.error));
  addEventListener("unhandledrejection", (event) => stopped(event.reason));
})();
