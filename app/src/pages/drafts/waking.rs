//! What was answered before the page was awake.

use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, Event, HtmlFormElement, HtmlInputElement, HtmlSelectElement};

/// Each field that does not hold any more what the server has written into it is answered again, now that somebody listens.
pub fn answer_again(form: &HtmlFormElement) {
    let Ok(fields) = form.query_selector_all("input, select") else {
        return;
    };
    let fields = (0..fields.length()).filter_map(|place| fields.item(place)?.dyn_into().ok());
    for field in fields.filter(is_answered) {
        if let Ok(change) = Event::new("change") {
            // None of its listeners says no.
            drop(field.dispatch_event(&change));
        }
    }
}

fn is_answered(field: &Element) -> bool {
    if let Some(input) = field.dyn_ref::<HtmlInputElement>() {
        // Of radio buttons, the one that is chosen says so.
        let says = input.type_() != "radio" || input.checked();
        return says
            && (input.checked() != input.default_checked()
                || input.value() != input.default_value());
    }
    field.dyn_ref::<HtmlSelectElement>().is_some_and(|select| {
        let written = select.query_selector("option[selected]").ok().flatten();
        let written = written.and_then(|option| option.get_attribute("value"));
        select.value() != written.unwrap_or_default()
    })
}
