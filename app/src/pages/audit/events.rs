//! The whole audit trail, for auditors.

use super::filter::EventFilter;
use super::{Events, Save, total, ways};
use crate::api::audit::list_events;
use crate::paths;
use crate::ui::{Alert, AlertKind, Loaded, Moment, Page, load, use_query};
use domain::access::PeopleList;
use domain::audit::{AuditFilter, EventList, Verification};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

pub struct AuditPage;

#[lazy_route]
impl LazyRoute for AuditPage {
    fn data() -> Self {
        Self
    }

    fn view(AuditPage: Self) -> AnyView {
        let query = use_query();
        let filter = move || query.with(AuditFilter::from_query);
        let found = load(filter, async |filter| {
            list_events(filter.clone()).await.map(|list| (filter, list))
        });
        view! {
            <Loaded resource=found let:found>
                <Trail found/>
            </Loaded>
        }
        .into_any()
    }
}

#[component]
fn Trail(found: (AuditFilter, EventList)) -> impl IntoView {
    let (filter, list) = found;
    let (older, newest) = ways(&list, &filter, paths::audit);
    let (csv, total) = (paths::audit_csv(&filter), total(&list, &filter));
    view! {
        <Page heading="Audit Trail">
            <p>
                "Who did what, and who looked at what concerns people, the newest first. It holds no names and nothing of
                residents or employees. That you look at it is recorded, too."
            </p>
            <LastCheck verified=list.verified/>
            <EventFilter
                filter
                search=list.search.clone()
                list=PeopleList::AuditTrail
                page=paths::AUDIT
                address=paths::audit
                whole=true
            />
            <Save href=csv total/>
            <p>
                <a class="usa-link" rel="external" href=paths::AUDIT_EXPORT>
                    "Save the whole audit trail with its proof (NDJSON)"
                </a>
                ", whatever is filtered here: every row proves the one before it."
            </p>
            <Events list caption="Events, the newest first" linked=true older newest/>
        </Page>
    }
}

/// What the nightly check has found last.
#[component]
fn LastCheck(verified: Option<Verification>) -> impl IntoView {
    let Some(verified) = verified else {
        return view! { <p>"The nightly check of this trail has not run yet."</p> }.into_any();
    };
    let Verification {
        at,
        first,
        last,
        broken,
    } = verified;
    match broken {
        None => view! {
            <p>"Last check: "<Moment at/>{format!(", rows {first} to {last}, all as they were written.")}</p>
        }
        .into_any(),
        Some(row) => view! {
            <Alert kind=AlertKind::Error heading="The audit trail is not as it was written">
                <p>
                    "Last check: "<Moment at/>
                    {format!(". The first row that is changed or missing is {row}. Have whoever operates the installation look into it.")}
                </p>
            </Alert>
        }
        .into_any(),
    }
}
