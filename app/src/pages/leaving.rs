//! Leaving what is shown by a link, by the browser's own way back or with the whole page, while something of it would be lost: answers of
//! a form that are not saved, files that are not sent.

use leptos::ev;
use leptos::prelude::*;
use leptos::wasm_bindgen::{JsCast, JsValue, closure::Closure};
use leptos::web_sys::{Element, Event, HtmlAnchorElement, MouseEvent};
use send_wrapper::SendWrapper;

/// Has the browser ask before what is shown is left, while `holds` says that something would be lost with it. Links and the way back are left
/// to the browser then: the router asks nobody.
pub fn ask_before_leaving(holds: impl Fn() -> bool + Copy + 'static) {
    before_links(move |event, _| {
        if holds() {
            event.stop_propagation();
        }
    });
    before_history(move |_| holds(), |link| link.click());
    let closed = window_event_listener(ev::beforeunload, move |event| {
        if holds() {
            event.prevent_default();
        }
    });
    on_cleanup(move || closed.remove());
}

/// Tells of a click on a link that leads away from what is shown, before the router hears of it.
pub fn before_links(tell: impl Fn(&MouseEvent, HtmlAnchorElement) + 'static) {
    let heard = Closure::<dyn Fn(MouseEvent)>::new(move |event: MouseEvent| {
        if let Some(link) = leads_away(&event) {
            tell(&event, link);
        }
    });
    hear_first("click", heard);
}

/// Tells of the browser's own way back, or on, before the router hears of it, as of a link to where it leads: one that stands on no page, so
/// that the browser itself follows it. Where `holds` says so, what is shown stays, and `leave` decides about the link.
pub fn before_history(
    holds: impl Fn(&HtmlAnchorElement) -> bool + 'static,
    leave: impl Fn(HtmlAnchorElement) + 'static,
) {
    let heard = Closure::<dyn Fn(Event)>::new(move |event: Event| {
        if let Some((link, shown)) = went()
            && holds(&link)
            && put_back(&shown).is_some()
        {
            event.prevent_default();
            leave(link);
        }
    });
    // `recovery.js` asks so, and the router hears nothing of what is held.
    hear_first("before-popstate", heard);
}

/// Where the browser went, and the address of what is shown; none where it went to a place of that.
fn went() -> Option<(HtmlAnchorElement, String)> {
    // The router has not heard yet.
    let shown = document().body()?.get_attribute("data-location")?;
    let link = document().create_element("a").ok()?;
    let link = link.dyn_into::<HtmlAnchorElement>().ok()?;
    link.set_href(&window().location().href().ok()?);
    (link.pathname() + &link.search() != shown).then_some((link, shown))
}

/// The browser has gone already and cannot be held: it goes on to the address of what is shown.
fn put_back(shown: &str) -> Option<()> {
    let history = window().history().ok()?;
    let pushed = history.push_state_with_url(&JsValue::NULL, "", Some(shown));
    pushed.ok()
}

/// Listens before the router, which listens at the same place when everybody else has heard.
fn hear_first<E: 'static>(kind: &'static str, heard: Closure<dyn Fn(E)>) {
    let is_first = true;
    let listener = heard.as_ref().unchecked_ref();
    // Neither fails with a listener that is a function.
    drop(window().add_event_listener_with_callback_and_bool(kind, listener, is_first));
    let heard = SendWrapper::new(heard);
    on_cleanup(move || {
        let listener = heard.as_ref().unchecked_ref();
        drop(window().remove_event_listener_with_callback_and_bool(kind, listener, is_first));
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
