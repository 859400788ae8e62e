//! One viewing as a role: who, why, from when to when, and what was looked at.

use super::Events;
use crate::api::audit::find_viewing;
use crate::error::ApiError;
use crate::paths;
use crate::ui::{Loaded, Moment, Page, load, use_query};
use domain::support::{ViewingEnd, ViewingRecord, ViewingWords};
use domain::time::Instant;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use leptos_router::{LazyRoute, lazy_route};
use uuid::Uuid;

pub struct ViewingRecordPage;

#[lazy_route]
impl LazyRoute for ViewingRecordPage {
    fn data() -> Self {
        Self
    }

    fn view(ViewingRecordPage: Self) -> AnyView {
        let (params, query) = (use_params_map(), use_query());
        let asked = move || {
            let id =
                params.with(|params| params.get("id").and_then(|id| Uuid::parse_str(&id).ok()));
            let before: Option<i64> =
                query.with(|query| query.get("before").and_then(|text| text.parse().ok()));
            (id, before)
        };
        let found = load(asked, async |(id, before)| match id {
            Some(id) => find_viewing(id, before).await.map(|found| (before, found)),
            None => Err(ApiError::NotFound),
        });
        view! {
            <Loaded resource=found let:found>
                <OneViewing found/>
            </Loaded>
        }
        .into_any()
    }
}

#[component]
fn OneViewing(found: (Option<i64>, ViewingRecord)) -> impl IntoView {
    let (
        before,
        ViewingRecord {
            line,
            words,
            events,
        },
    ) = found;
    let older = events.next.map(|next| paths::viewing(line.id, Some(next)));
    let newest = before.map(|_| paths::viewing(line.id, None));
    let identifiers = if line.is_revealed {
        "Shown, after a reason was given"
    } else {
        "Masked"
    };
    view! {
        <Page heading=format!("Viewing as {}", line.role)>
            <dl class="q-facts">
                <dt>"Organization"</dt><dd>{line.place}</dd>
                <dt>"Who"</dt><dd>{line.viewer}</dd>
                <dt>"Ticket"</dt><dd>{line.ticket.to_string()}</dd>
                <dt>"Reason"</dt><dd>{line.reason}</dd>
                <dt>"Begun"</dt><dd><Moment at=line.begun_at/></dd>
                <dt>"Ended"</dt><dd>{ended(line.ended)}</dd>
                <dt>"Identifiers"</dt><dd>{identifiers}</dd>
                {words.map(|words| view! { <InWords words/> })}
            </dl>
            <Events list=events caption="What was looked at, the newest first" older newest/>
            <p><a href=paths::VIEWINGS>"All viewings"</a></p>
        </Page>
    }
}

/// Why, as whoever viewed wrote it.
#[component]
fn InWords(words: ViewingWords) -> impl IntoView {
    let fact = |name: &'static str, words: String| {
        view! { <dt>{name}</dt><dd class="q-prose">{words}</dd> }
    };
    view! {
        {fact("In the viewer's words", words.why)}
        {words.elsewhere.map(|words| fact("Why another organization than the sender's", words))}
        {words.revealed.map(|words| fact("Why identifiers were shown", words))}
    }
}

/// When a viewing ended, and how.
pub(super) fn ended(ended: Option<(Instant, Option<ViewingEnd>)>) -> AnyView {
    let Some((at, why)) = ended else {
        return "Underway".into_any();
    };
    let why = why.map(|why| format!(" ({})", why.title()));
    view! { <Moment at/>{why} }.into_any()
}
