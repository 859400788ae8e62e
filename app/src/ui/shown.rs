//! Forms whose elements outlast the component that drew them: where a page shows another of its addresses, they are used again, with
//! what was typed into them.

use leptos::{prelude::window, web_sys::HtmlFormElement};

/// The address whose fields a form shows, or under which it was last typed into; kept on its element.
const SHOWN: &str = "data-shown";

/// To be called when a form stands. Where a link or going back has changed the address, its fields give up what was typed before for what
/// the page says now; on the first page they keep it. Whether this is the first.
pub fn give_up_typed(form: &HtmlFormElement) -> bool {
    let shown = form.get_attribute(SHOWN);
    if shown.as_ref().is_some_and(|shown| *shown != address()) {
        form.reset();
    }
    mark_shown(form);
    shown.is_none()
}

/// What is typed is for the page that the address names, whether that has come or not.
pub fn mark_shown(form: &HtmlFormElement) {
    // A name that is well-formed is never refused.
    drop(form.set_attribute(SHOWN, &address()));
}

/// Asked of the browser: a listener outlasts the component, whose signals are gone by then.
fn address() -> String {
    let location = window().location();
    location.pathname().unwrap_or_default() + &location.search().unwrap_or_default()
}
