//! The one place where a `<textarea>` is written.

use super::field::{FieldFrame, describes};
use leptos::prelude::*;

/// Several lines of text.
///
/// Leptos 0.8 writes the children of a `<textarea>` into the document as they are, so the text is
/// escaped here and given as inner HTML, in which a textarea reads nothing but character references.
#[component]
pub fn TextArea(
    name: &'static str,
    #[prop(into)] label: String,
    #[prop(optional, into)] value: String,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional_no_strip, into)] error: Option<String>,
    #[prop(optional)] required: bool,
    #[prop(default = 5)] rows: u32,
    #[prop(optional)] max_length: Option<i64>,
) -> impl IntoView {
    let describedby = describes(name, hint.is_some(), error.is_some());
    let class = if error.is_some() {
        "usa-textarea usa-input--error"
    } else {
        "usa-textarea"
    };
    let invalid = error.is_some().then_some("true");
    let escaped = escape(&value);
    view! {
        <FieldFrame name label hint error required>
            <textarea
                class=class
                id=name
                name=name
                rows=rows.to_string()
                maxlength=max_length
                required=required
                aria-describedby=describedby
                aria-invalid=invalid
                inner_html=escaped
            ></textarea>
        </FieldFrame>
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
