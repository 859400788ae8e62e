//! The forms that somebody may go on with.

use super::DraftTag;
use crate::api::drafts::list_drafts;
use crate::paths;
use crate::ui::{
    DataTable, LinkButton, Loaded, Moment, Page, SuccessBanner, Tag, Tone, load, use_query,
};
use crate::view::drafts::DraftsView;
use domain::assessments::{DraftLine, DraftState};
use domain::time::display_date;
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

pub struct DraftListPage;

#[lazy_route]
impl LazyRoute for DraftListPage {
    fn data() -> Self {
        Self
    }

    fn view(DraftListPage: Self) -> AnyView {
        let query = use_query();
        let done = move || query.with(|query| query.get("done") == Some("discarded"));
        let found = load(done, async |done| {
            list_drafts().await.map(|found| (done, found))
        });
        view! {
            <Loaded resource=found let:found>
                <Drafts found/>
            </Loaded>
        }
        .into_any()
    }
}

#[component]
fn Drafts(found: (bool, DraftsView)) -> impl IntoView {
    let (discarded, found) = found;
    let DraftsView {
        drafts,
        kept_days,
        told_days,
        may_begin,
    } = found;
    let whose = if may_begin {
        "Forms of your facilities that are being filled in or were sent. Anyone there who may enter assessments can go on with them."
    } else {
        "Corrections that you have begun, on the page of a stored assessment. The forms of facilities are theirs."
    };
    let is_empty = drafts.is_empty();
    let rows = drafts
        .into_iter()
        .map(|draft| view! { <DraftRow draft/> })
        .collect_view();
    let table = view! {
        <DataTable id="drafts" caption="Assessment forms, those worked on last first">
            <thead>
                <tr>
                    <th scope="col">"Patient"</th>
                    <th scope="col">"Form"</th>
                    <th scope="col">"Facility"</th>
                    <th scope="col">"State"</th>
                    <th scope="col">"Begun by"</th>
                    <th scope="col">"Last saved"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </DataTable>
    };
    view! {
        <Page heading="Assessment Forms">
            {discarded.then(|| view! { <SuccessBanner done="The form was discarded."/> })}
            <p>{whose}</p>
            <p>
                {format!("A form that nobody saves for {kept_days} days is deleted. {told_days} days before, its day stands here. Stored records stay.")}
            </p>
            {may_begin.then(|| view! { <p><LinkButton href=paths::NEW_DRAFT>"Enter an assessment"</LinkButton></p> })}
            {if is_empty {
                view! { <p>"There are no forms."</p> }.into_any()
            } else {
                table.into_any()
            }}
        </Page>
    }
}

#[component]
fn DraftRow(draft: DraftLine) -> impl IntoView {
    let patient = if draft.patient.is_empty() {
        "No name yet".to_owned()
    } else {
        draft.patient
    };
    let form = format!(
        "{}, {}: {}",
        draft.instrument,
        draft.transaction.title(),
        draft.kind
    );
    let sent = draft
        .submission
        .filter(|_| draft.state != DraftState::Open)
        .map(|number| {
            view! { " "<a href=paths::submission(number)>"Submission "{number.to_string()}</a> }
        });
    let expires = draft.expires_on.map(|day| {
        let text = format!("Is deleted on {}", display_date(day));
        view! { " "<Tag tone=Tone::Caution text/> }
    });
    view! {
        <tr>
            <th scope="row"><a href=paths::draft(draft.id, None)>{patient}</a></th>
            <td>{form}</td>
            <td>{draft.facility}</td>
            <td><DraftTag state=draft.state/>{sent}</td>
            <td>{draft.begun_by}</td>
            <td><Moment at=draft.touched_at/>" by "{draft.touched_by}{expires}</td>
        </tr>
    }
}
