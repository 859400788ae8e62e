//! A report that is made in the background: how far it is, live, and its first rows once it is ready.

use super::RunTag;
use super::report::DaysFact;
use super::rows::ReportRows;
use crate::api::reports::find_kept;
use crate::error::ApiError;
use crate::layout::HonestNote;
use crate::paths;
use crate::ui::{Loaded, Moment, Page, Pagination, ResultCount, counted, load, number, use_query};
use crate::view::reports::KeptView;
use domain::count::as_count;
use domain::listing::{Page as Rows, PageRequest, Query, REPORT_SIZES};
use domain::reports::{Cell, ReportRun, ReportTable, RunId, RunState};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use leptos_router::{LazyRoute, lazy_route};
use std::time::Duration;

/// How soon the page looks again at a report that is being made.
const SOON: Duration = Duration::from_secs(3);

pub struct KeptReportPage;

#[lazy_route]
impl LazyRoute for KeptReportPage {
    fn data() -> Self {
        Self
    }

    fn view(KeptReportPage: Self) -> AnyView {
        let (params, query) = (use_params_map(), use_query());
        // Counted up by each look.
        let looks = RwSignal::new(0_u32);
        let asked = move || {
            let id = params.with(|params| params.get("id")?.parse().ok());
            (id, query.with(Query::page), looks.get())
        };
        let found = load(asked, async |(id, page, _)| match id {
            Some(id) => find_kept(RunId(id), page).await,
            None => Err(ApiError::NotFound),
        });
        view! { <Loaded resource=found let:found><Kept found looks/></Loaded> }.into_any()
    }
}

#[component]
fn Kept(found: KeptView, looks: RwSignal<u32>) -> impl IntoView {
    let KeptView { run, columns, rows } = found;
    let is_waiting = run.state == RunState::Waiting;
    Effect::new(move || {
        if is_waiting {
            set_timeout(move || looks.update(|looks| *looks += 1), SOON);
        }
    });
    let id = run.id;
    let done = (run.state == RunState::Done).then(|| {
        view! {
            <p class="q-downloads">
                <a class="usa-link q-download" rel="external" href=paths::kept_report_csv(id)>"Download CSV"</a>
            </p>
            <KeptRows run=run.clone() columns rows/>
        }
    });
    view! {
        <Page heading=run.kind.title()>
            <HonestNote/>
            <p>{run.kind.explanation()}</p>
            <Facts run=run.clone()/>
            {is_waiting.then(|| view! {
                <p><a class="usa-link" href=paths::kept_report(id)>"See how far it is"</a></p>
            })}
            {done}
            <p><a href=paths::KEPT_REPORTS>"My Reports"</a></p>
        </Page>
    }
}

#[component]
fn Facts(run: ReportRun) -> impl IntoView {
    let words = run.parameters.in_words();
    let about = (!words.is_empty()).then(|| view! { <dt>"Of"</dt><dd>{words}</dd> });
    let percent = (run.progress * 100).checked_div(run.steps).unwrap_or(0);
    let progress = (run.state == RunState::Waiting).then(|| {
        let (value, most) = (run.progress.to_string(), run.steps.max(1).to_string());
        view! {
            <dt>"Progress"</dt>
            <dd><progress value=value max=most aria-label="Progress"></progress>{format!(" {percent}%")}</dd>
        }
    });
    view! {
        <dl class="q-facts">
            <dt>"State"</dt><dd><RunTag state=run.state/></dd>
            {progress}
            <dt>"As of"</dt><dd><Moment at=run.as_of/></dd>
            <DaysFact days=run.days/>
            {about}
            <dt>"Asked for"</dt><dd><Moment at=run.asked_at/></dd>
            {run.finished_at.map(|at| view! { <dt>"Made"</dt><dd><Moment at/></dd> })}
        </dl>
    }
}

/// A page of the table, as its file has it.
#[component]
fn KeptRows(run: ReportRun, columns: Vec<String>, rows: Rows<Vec<Cell>>) -> impl IntoView {
    let Rows {
        rows,
        total,
        request,
    } = rows;
    let shown = as_count(ReportTable::PAGE_ROWS);
    let note = if run.rows > shown {
        format!(
            "{} rows; the first {} are here, the CSV has all.",
            number(run.rows),
            number(shown)
        )
    } else {
        counted(run.rows, "row")
    };
    let turned = move |page: PageRequest| {
        Query::default()
            .with_page(page)
            .after(&paths::kept_report(run.id))
    };
    view! {
        <p>{note}</p>
        {(total > 0).then(|| view! {
            <ResultCount total request noun="rows"/>
            <ReportRows kind=run.kind caption="The report" columns rows/>
            <Pagination total request label="Report" href=turned sizes=&REPORT_SIZES/>
        })}
    }
}
