//! Leaving what is shown of a form by a link while something of it is not saved.

use leptos::prelude::*;
use leptos::wasm_bindgen::{JsCast, closure::Closure};
use leptos::web_sys::{Element, HtmlAnchorElement, MouseEvent};
use send_wrapper::SendWrapper;

/// Tells of a click on a link that leads away from what is shown, before the router hears of it.
pub fn before_links(tell: impl Fn(&MouseEvent, HtmlAnchorElement) + 'static) {
    let heard = Closure::<dyn Fn(MouseEvent)>::new(move |event: MouseEvent| {
        if let Some(link) = leads_away(&event) {
            tell(&event, link);
        }
    });
    // The router listens at the same place, when everybody else has heard.
    let is_first = true;
    let listener = heard.as_ref().unchecked_ref();
    // Neither fails with a listener that is a function.
    drop(window().add_event_listener_with_callback_and_bool("click", listener, is_first));
    let heard = SendWrapper::new(heard);
    on_cleanup(move || {
        let listener = heard.as_ref().unchecked_ref();
        drop(window().remove_event_listener_with_callback_and_bool("click", listener, is_first));
    });
}

/// The link that is clicked, unless it leads to a place of what is shown, or opens beside it.
fn leads_away(event: &MouseEvent) -> Option<HtmlAnchorElement> {
    let has_key = event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key();
    if has_key || event.button() != 0 {
        return None;
    }
    let element = event.target()?.dyn_into::<Element>().ok()?;
    let link = element.closest("a[href]").ok().flatten()?;
    let link = link.dyn_into::<HtmlAnchorElement>().ok()?;
    let shown = window().location();
    let is_shown =
        shown.pathname().ok()? == link.pathname() && shown.search().ok()? == link.search();
    (!is_shown && link.target().is_empty()).then_some(link)
}

/// Whether it is a link to another page than this one and those below it.
pub fn leads_out(link: &HtmlAnchorElement) -> bool {
    let here = window().location().pathname().unwrap_or_default();
    !link.pathname().starts_with(&here)
}
