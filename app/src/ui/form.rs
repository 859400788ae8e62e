//! Forms that change something.

use leptos::prelude::*;

/// A plain POST form. Its address says for whom its page was drawn, so that a stale tab does nothing by accident. The browser's own checks stay off: the server answers with the error summary.
#[component]
pub fn PostForm(
    #[prop(into)] action: String,
    /// The form's accessible name; different from that of other forms on the page.
    #[prop(into)]
    label: String,
    /// Whether to say what the asterisk means.
    #[prop(optional)]
    has_required: bool,
    /// Whether files go along.
    #[prop(optional)]
    multipart: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <form
            class="usa-form usa-form--large"
            method="post"
            action=crate::sent_from(action)
            enctype=multipart.then_some("multipart/form-data")
            novalidate
            aria-label=label
        >
            {has_required.then(|| view! {
                <p class="q-required-note">
                    "All required fields are marked with an asterisk ("
                    <abbr title="required" class="usa-label--required">"*"</abbr>")."
                </p>
            })}
            {children()}
        </form>
    }
}
