//! The list of background jobs, filtered by state and submission.

use super::StateTag;
use crate::api::support::list_jobs;
use crate::paths;
use crate::ui::{
    self, Choice, DataTable, FieldKind, FilterChip, FilterChips, FilterForm, LeftOut, Loaded,
    Moment, Page, Pagination, ResultCount, SelectField, TextField, load, number, use_query,
};
use crate::view::support::JobsView;
use domain::listing::PageRequest;
use domain::support::{JobFilter, JobLine, JobState, JobSubmission};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

/// Words of the address with the labels of their fields.
const FIELDS: [(&str, &str); 2] = [("state", "State"), ("submission", "Submission ID")];

/// What was asked for, and what was found.
type Found = (JobFilter, JobsView);

pub struct JobsPage;

#[lazy_route]
impl LazyRoute for JobsPage {
    fn data() -> Self {
        Self
    }

    fn view(JobsPage: Self) -> AnyView {
        let query = use_query();
        let filter = move || query.with(JobFilter::from_query);
        let found = load(filter, async |filter| {
            list_jobs(filter).await.map(|found| (filter, found))
        });
        view! {
            <Loaded resource=found let:found>
                <Jobs found/>
            </Loaded>
        }
        .into_any()
    }
}

#[component]
fn Jobs(found: Found) -> impl IntoView {
    let (filter, JobsView { jobs, counts }) = found;
    let (total, request) = (jobs.total, jobs.request);
    view! {
        <Page heading="Background Jobs">
            <p>"Work that the system does after a change, such as checking a file that was sent."</p>
            <JobFilterForm filter counts/>
            <FilterChips chips=chips(filter)/>
            <ResultCount total request noun="jobs"/>
            {(total > 0).then(|| view! { <JobTable jobs=jobs.rows/> })}
            <Pagination
                total
                request
                label="Background jobs"
                href=move |page: PageRequest| paths::jobs(JobFilter { page, ..filter })
            />
        </Page>
    }
}

#[component]
fn JobFilterForm(
    filter: JobFilter,
    /// How many jobs each state has.
    counts: Vec<(JobState, i64)>,
) -> impl IntoView {
    let choices = counts
        .into_iter()
        .map(|(state, count)| {
            Choice::new(
                state.as_str(),
                format!("{} ({})", state.title(), number(count)),
            )
        })
        .collect();
    view! {
        <FilterForm action=paths::JOBS label="Filter jobs">
            <SelectField
                name="state"
                label="State"
                choices
                value=filter.state.map(JobState::as_str).unwrap_or_default()
                any="All states"
            />
            <TextField
                name="submission"
                label="Submission ID"
                kind=FieldKind::Digits
                value=filter.submission.map(|number| number.to_string()).unwrap_or_default()
            />
        </FilterForm>
        <LeftOut read=|query| JobFilter::from_query(query).to_query() fields=&FIELDS/>
    }
}

fn chips(filter: JobFilter) -> Vec<FilterChip> {
    ui::chips(
        &filter,
        [
            (
                filter
                    .state
                    .map(|state| format!("State: {}", state.title())),
                |filter| filter.state = None,
            ),
            (
                filter
                    .submission
                    .map(|number| format!("Submission {number}")),
                |filter| filter.submission = None,
            ),
        ],
        |filter| paths::jobs(*filter),
    )
}

#[component]
fn JobTable(jobs: Vec<JobLine>) -> impl IntoView {
    let rows = jobs
        .into_iter()
        .map(|job| view! { <JobRow job/> })
        .collect_view();
    view! {
        <DataTable id="jobs" caption="Background jobs, the newest first">
            <thead>
                <tr>
                    <th scope="col">"Job"</th>
                    <th scope="col">"State"</th>
                    <th scope="col">"Attempts"</th>
                    <th scope="col">"Created"</th>
                    <th scope="col">"Last error"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </DataTable>
    }
}

#[component]
fn JobRow(job: JobLine) -> impl IntoView {
    let subject = match job.submission {
        Some(JobSubmission { number, facilities }) => {
            format!(
                "Submission {number}. {}: {}",
                facilities.title(),
                facilities.names()
            )
        }
        None => job.subject,
    };
    view! {
        <tr>
            <th scope="row">
                <a href=paths::job(job.id)>{job.kind}<span class="usa-sr-only">" "{subject.clone()}</span></a>
                <span class="q-subject q-long" aria-hidden="true">{subject}</span>
            </th>
            <td><StateTag state=job.state/></td>
            <td>{format!("{} of {}", job.attempts, job.max_attempts)}</td>
            <td><Moment at=job.created_at/></td>
            <td>{job.last_error}</td>
        </tr>
    }
}
