//! The words that keep anyone from taking this for the real system.

use super::WithVisit;
use crate::ui::{Alert, AlertKind};
use domain::site::Visit;
use leptos::prelude::*;

/// On upload pages, receipts and reports, unless CMS itself runs the site: nothing here was sent to CMS.
#[component]
pub fn HonestNote() -> impl IntoView {
    let note = |visit: Visit| {
        let note = visit.site.is_not_cms().then(|| {
            view! {
                <Alert kind=AlertKind::Info>
                    "Files sent here do not go to CMS and do not meet a duty to report to CMS."
                </Alert>
            }
        });
        note.into_any()
    };
    view! { <WithVisit show=note/> }
}
