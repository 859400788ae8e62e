//! Who saw this: what concerns the organizations of a security official.

use super::filter::EventFilter;
use super::{Events, Save, total, ways};
use crate::api::audit::list_record;
use crate::paths;
use crate::ui::{Loaded, Page, load, use_query};
use domain::access::PeopleList;
use domain::audit::{AuditFilter, EventList};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

pub struct AccessRecordPage;

#[lazy_route]
impl LazyRoute for AccessRecordPage {
    fn data() -> Self {
        Self
    }

    fn view(AccessRecordPage: Self) -> AnyView {
        let query = use_query();
        let filter = move || query.with(AuditFilter::from_query);
        let found = load(filter, async |filter| {
            list_record(filter.clone()).await.map(|list| (filter, list))
        });
        view! {
            <Loaded resource=found let:found>
                <AccessRecord found/>
            </Loaded>
        }
        .into_any()
    }
}

#[component]
fn AccessRecord(found: (AuditFilter, EventList)) -> impl IntoView {
    let (filter, list) = found;
    let (older, newest) = ways(&list, &filter, paths::access_record);
    let (csv, total) = (paths::access_record_csv(&filter), total(&list, &filter));
    view! {
        <Page heading="Who Saw This">
            <p>
                "Who looked at the data of the organizations whose security official you are, and who changed something about
                them, the newest first. Of a state agency, an accrediting organization, a contractor or a QIO that is who works
                for it, and nothing of its providers. CMS Security Officials and Production Control read here what was done to
                roles anywhere, and nothing else."
            </p>
            <p>
                "Who saw one patient or resident is found by the Patient ID, with what was merged into them. A list or a report of
                more than a thousand patients of your provider is found for each of them: it names none."
            </p>
            <EventFilter
                filter
                search=list.search.clone()
                list=PeopleList::AccessRecord
                page=paths::ACCESS_RECORD
                address=paths::access_record
            />
            <Save href=csv total/>
            <Events list caption="What was seen and changed, the newest first" older newest/>
        </Page>
    }
}
