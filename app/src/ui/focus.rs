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
