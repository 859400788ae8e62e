//! What became of a patient: each value that changed, who said so, and what was done.

use super::use_patient_number;
use crate::api::patients::list_changes;
use crate::error::ApiError;
use crate::paths;
use crate::ui::{DataTable, Loaded, Moment, Page, Pagination, ResultCount, load, use_query};
use domain::listing::{PageRequest, Query};
use domain::patients::{ChangeLine, PatientHistory};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

pub struct PatientHistoryPage;

#[lazy_route]
impl LazyRoute for PatientHistoryPage {
    fn data() -> Self {
        Self
    }

    fn view(PatientHistoryPage: Self) -> AnyView {
        let (number, query) = (use_patient_number(), use_query());
        let asked = move || (number(), query.with(Query::page));
        let found = load(asked, async |(number, page)| match number {
            Some(number) => list_changes(number, page).await,
            None => Err(ApiError::NotFound),
        });
        view! {
            <Loaded resource=found let:found>
                <History found/>
            </Loaded>
        }
        .into_any()
    }
}

#[component]
fn History(found: PatientHistory) -> impl IntoView {
    let PatientHistory {
        number,
        name,
        lines,
    } = found;
    let (total, request) = (lines.total, lines.request);
    let rows = lines
        .rows
        .into_iter()
        .map(|line| view! { <ChangeRow line/> })
        .collect_view();
    view! {
        <Page heading=format!("History of patient {number}")>
            <p><a href=paths::patient(number)>{name}</a></p>
            <div><ResultCount total request noun="changes"/></div>
            <DataTable id="changes" caption="Changes, the latest first">
                <thead>
                    <tr>
                        <th scope="col">"When"</th>
                        <th scope="col">"What"</th>
                        <th scope="col">"Before"</th>
                        <th scope="col">"After"</th>
                        <th scope="col">"By"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </DataTable>
            <Pagination
                total
                request
                label="Changes"
                href=move |page: PageRequest| paths::patient_history(number, page)
            />
        </Page>
    }
}

#[component]
fn ChangeRow(line: ChangeLine) -> impl IntoView {
    view! {
        <tr>
            <td><Moment at=line.at/></td>
            <th scope="row">{line.what}</th>
            <td>{line.before}</td>
            <td>{line.after}</td>
            <td>{line.source}</td>
        </tr>
    }
}
