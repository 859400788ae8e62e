(() => {
  const drawnFor = () => document.body?.dataset.drawnFor;
  const personOf = (mark) => mark.split("-")[1];
  let typed = false;
  let told = false;
  let isAnothers = false;
  const show = (shown) => {
    for (const id of ["stale-tab", "another-person"]) {
      const dialog = document.getElementById(id);
      if (id !== shown) dialog?.close();
      else if (dialog && !dialog.open) dialog.showModal();
    }
  };
  // Of another category it can be put aside; what is another person's stays hidden, however it is closed.
  const notice = (there) => {
    const person = personOf(there);
    isAnothers = Boolean(person) && person !== personOf(drawnFor());
    show(isAnothers ? "another-person" : "stale-tab");
  };
  const fits = () => {
    isAnothers = false;
    show();
  };
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
  // Other tabs hear for whom this one was drawn.
  addEventListener("DOMContentLoaded", () => {
    const here = drawnFor();
    if (!here || !window.BroadcastChannel) return;
    document.getElementById("another-person")?.addEventListener("close", () => { if (isAnothers) show("another-person"); });
    const tabs = new BroadcastChannel("drawn-for");
    tabs.onmessage = ({ data: there }) => (there === here ? fits() : notice(there));
    tabs.postMessage(here);
  });
})();
