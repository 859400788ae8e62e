//! My Reports: those that were made in the background in the last 30 days.

use super::RunTag;
use super::report::Days;
use crate::api::reports::list_kept;
use crate::paths;
use crate::ui::{DataTable, Loaded, Moment, Page, load, number};
use domain::reports::{ReportRun, RunState};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

pub struct KeptReportsPage;

#[lazy_route]
impl LazyRoute for KeptReportsPage {
    fn data() -> Self {
        Self
    }

    fn view(KeptReportsPage: Self) -> AnyView {
        let runs = load(|| (), async |()| list_kept().await);
        view! { <Loaded resource=runs let:runs><Kept runs/></Loaded> }.into_any()
    }
}

#[component]
fn Kept(runs: Vec<ReportRun>) -> impl IntoView {
    let is_empty = runs.is_empty();
    let rows = runs
        .into_iter()
        .map(|run| view! { <RunRow run/> })
        .collect_view();
    view! {
        <Page heading="My Reports">
            <p>{format!("Each is kept for {} days.", ReportRun::KEPT_DAYS)}</p>
            {is_empty.then(|| view! { <p>"No report of yours is kept. Choose one among all reports: where it is about a whole state or many facilities, it is made in the background and stands here."</p> })}
            {(!is_empty).then(|| view! {
                <DataTable id="kept" caption="Reports, the latest first">
                    <thead>
                        <tr>
                            <th scope="col">"Report"</th>
                            <th scope="col">"Days"</th>
                            <th scope="col">"Asked for"</th>
                            <th scope="col">"State"</th>
                            <th scope="col" class="q-number">"Rows"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </DataTable>
            })}
            <p><a href=paths::REPORTS>"All reports"</a></p>
        </Page>
    }
}

#[component]
fn RunRow(run: ReportRun) -> impl IntoView {
    let words = run.parameters.in_words();
    let rows = (run.state == RunState::Done).then(|| number(run.rows));
    view! {
        <tr>
            <th scope="row">
                <a class="usa-link" href=paths::kept_report(run.id)>{run.kind.title()}</a>
                {(!words.is_empty()).then(|| format!(" ({words})"))}
            </th>
            <td><Days days=run.days/></td>
            <td><Moment at=run.asked_at/></td>
            <td><RunTag state=run.state/></td>
            <td class="q-number">{rows}</td>
        </tr>
    }
}
