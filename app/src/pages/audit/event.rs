//! One row of the audit trail.

use super::OutcomeTag;
use crate::api::audit::find_event;
use crate::error::ApiError;
use crate::paths;
use crate::ui::{Loaded, Moment, Page, load};
use domain::audit::EventDetail;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use leptos_router::{LazyRoute, lazy_route};

pub struct AuditEventPage;

#[lazy_route]
impl LazyRoute for AuditEventPage {
    fn data() -> Self {
        Self
    }

    fn view(AuditEventPage: Self) -> AnyView {
        let params = use_params_map();
        let seq = move || {
            params.with(|params| {
                params
                    .get("number")
                    .and_then(|text| text.parse::<i64>().ok())
            })
        };
        let found = load(seq, async |seq| match seq {
            Some(seq) => find_event(seq).await,
            None => Err(ApiError::NotFound),
        });
        view! {
            <Loaded resource=found let:found>
                <OneEvent found/>
            </Loaded>
        }
        .into_any()
    }
}

#[component]
fn OneEvent(found: EventDetail) -> impl IntoView {
    let EventDetail { line, facts } = found;
    let facts = facts
        .into_iter()
        .map(|(name, value)| view! { <dt>{name}</dt><dd>{value}</dd> })
        .collect_view();
    view! {
        <Page heading=format!("Event {}", line.seq)>
            <dl class="q-facts">
                <dt>"When"</dt><dd><Moment at=line.at/></dd>
                <dt>"What"</dt><dd>{line.act}</dd>
                <dt>"Outcome"</dt><dd><OutcomeTag outcome=line.outcome/></dd>
                <dt>"Who"</dt><dd>{line.who}</dd>
                <dt>"To what"</dt><dd>{line.object}</dd>
                <dt>"Where"</dt><dd>{line.place}</dd>
                {facts}
            </dl>
            <p><a href=paths::AUDIT>"Audit Trail"</a></p>
        </Page>
    }
}
