//! Leaving a form by a link while something of it is not saved.

use leptos::prelude::*;
use leptos::wasm_bindgen::{JsCast, closure::Closure};
use leptos::web_sys::{Element, HtmlAnchorElement, MouseEvent};
use send_wrapper::SendWrapper;

/// Has the browser open what a link leads to out of the form, as long as `holds`: it then asks first, which the router does not.
pub fn ask_before_links(holds: impl Fn() -> bool + 'static) {
    let heard = Closure::<dyn Fn(MouseEvent)>::new(move |event: MouseEvent| {
        if holds() && leads_out(&event) {
            event.stop_propagation();
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

/// Whether it is a link to another page than this one and those below it.
fn leads_out(event: &MouseEvent) -> bool {
    let element = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    let link = element.and_then(|element| element.closest("a[href]").ok().flatten());
    let link = link.and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok());
    let here = window().location().pathname().unwrap_or_default();
    link.is_some_and(|link| !link.pathname().starts_with(&here))
}
