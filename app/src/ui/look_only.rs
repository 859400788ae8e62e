use super::{Alert, AlertKind};
use leptos::prelude::*;

/// A form as the role sees it, which whoever only views as the role cannot use. The server refuses what it sends as well.
#[component]
pub fn LookOnly(read_only: bool, children: Children) -> impl IntoView {
    if !read_only {
        return children().into_any();
    }
    view! {
        <Alert kind=AlertKind::Info>
            "You see this form as the role sees it. Nothing can be chosen or sent while you view as another role."
        </Alert>
        <fieldset class="usa-fieldset" disabled=true>{children()}</fieldset>
    }
    .into_any()
}
