(() => {
  const drawnFor = () => document.body?.dataset.drawnFor;
  const personOf = (mark) => mark.split("-")[1];
  let typed = false;
  let told = false;
  const show = (shown) => {
    for (const id of ["stale-tab", "another-person"]) {
      const dialog = document.getElementById(id);
      if (id !== shown) dialog?.close();
      else if (dialog && !dialog.open) dialog.showModal();
    }
  };
  const notice = (there) => {
    const person = personOf(there);
    show(person && person !== personOf(drawnFor()) ? "another-person" : "stale-tab");
  };
  // No key leads past what hides the page.
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && document.querySelector(":is(#session-ended, #another-person)[open]")) event.preventDefault();
  }, true);
  for (const type of ["input", "drop"]) {
    addEventListener(type, ({ target }) => { typed ||= Boolean(target.closest?.("form[method=post]")); }, true);
  }
  // A form that the browser drew says for whom, as the server's do.
  addEventListener("submit", ({ target: form }) => {
    const address = new URL(form.getAttribute("action") ?? "", location.href);
    if (form.getAttribute("method") !== "post" || !drawnFor() || address.searchParams.has("drawn_for")) return;
    address.searchParams.set("drawn_for", drawnFor());
    form.setAttribute("action", address.pathname + address.search);
  }, true);
  // So does what the page asks; out of place, it is loaded again, unless something was typed.
  const plain = window.fetch;
  window.fetch = (what, ...rest) => {
    const asks = what instanceof Request && what.url.startsWith(`${location.origin}/api/`) && drawnFor();
    if (!asks) return plain(what, ...rest);
    what.headers.set("x-drawn-for", drawnFor());
    return plain(what, ...rest).then((answer) => {
      if (!answer.headers.has("x-stale-page")) return answer;
      if (!typed) {
        location.assign(document.body.dataset.location ?? location.href);
        return new Promise(() => {});
      }
      if (!told) notice(answer.headers.get("x-stale-page"));
      told = true;
      return answer;
    });
  };
  // Other tabs hear for whom this one was drawn, or that it was for nobody: then the session may be over, and its watch asks.
  // It asks again when somebody is back.
  addEventListener("DOMContentLoaded", () => {
    if (!window.BroadcastChannel) return;
    const here = drawnFor() ?? "";
    const tabs = new BroadcastChannel("drawn-for");
    tabs.postMessage(here);
    if (!here) return;
    tabs.onmessage = ({ data: there }) => {
      if (there === here) show();
      else if (there) notice(there);
      if (!there || document.getElementById("session-ended")?.open) dispatchEvent(new Event("session-news"));
    };
  });
})();
