//! Where the focus goes when what had it goes away.

use leptos::prelude::*;
use leptos::web_sys::HtmlElement;
use wasm_bindgen::JsCast;

/// To be called where the inside of `frame` is about to be replaced: if the focus is in there, the frame itself
/// has it next, so that the keyboard goes on from where the eyes are. The frame has `tabindex="-1"` and a name.
pub fn keep_focus<F: JsCast>(frame: Option<F>) {
    let Some(frame) = frame.and_then(|frame| frame.dyn_into::<HtmlElement>().ok()) else {
        return;
    };
    if frame.contains(document().active_element().as_deref()) {
        // The next frame: by then the new inside stands.
        request_animation_frame(move || {
            if !frame.contains(document().active_element().as_deref()) {
                drop(frame.focus());
            }
        });
    }
}

/// To be called in the body of what is drawn anew when its address changes: the link that was pressed may go away with what
/// stood there, and the focus with it. Then the element of the id `heir` has it next. It has `tabindex="-1"`.
pub fn inherit_focus(heir: &'static str) {
    if !cfg!(target_family = "wasm") || !is_anywhere() {
        return;
    }
    // The next frame: by then the new inside stands.
    request_animation_frame(move || {
        let heir = document().get_element_by_id(heir);
        let heir = heir.and_then(|heir| heir.dyn_into::<HtmlElement>().ok());
        if let Some(heir) = heir.filter(|_| !is_anywhere()) {
            drop(heir.focus());
        }
    });
}

/// Whether an element of the page has the focus. What goes away leaves it to the body.
fn is_anywhere() -> bool {
    let active = document().active_element();
    active.is_some_and(|active| active.tag_name() != "BODY")
}
