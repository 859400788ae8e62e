//! One background job, and what staff may do about it.

use super::StateTag;
use crate::api::support::{GiveUpJob, RetryJob, find_job};
use crate::error::ApiError;
use crate::paths;
use crate::ui::{
    Button, ButtonKind, Loaded, Moment, Page, PostForm, SectionBar, SuccessBanner, TextArea, load,
    use_query,
};
use crate::view::support::JobView;
use domain::forms::ReturnedForm;
use domain::support::{JobLine, JobState, JobSubmission};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use leptos_router::{LazyRoute, lazy_route};
use server_fn::ServerFn;
use uuid::Uuid;

pub struct JobPage;

#[lazy_route]
impl LazyRoute for JobPage {
    fn data() -> Self {
        Self
    }

    fn view(JobPage: Self) -> AnyView {
        let (params, query) = (use_params_map(), use_query());
        let asked = move || {
            let id =
                params.with(|params| params.get("id").and_then(|id| Uuid::parse_str(&id).ok()));
            (
                id,
                query.with(|query| query.get("flash").map(str::to_owned)),
            )
        };
        let found = load(asked, async |(id, flash)| match id {
            Some(id) => find_job(id, flash).await,
            None => Err(ApiError::NotFound),
        });
        view! {
            <Loaded resource=found let:found>
                <Job found done=query.with_untracked(|query| query.get("done").and_then(JobState::of))/>
            </Loaded>
        }
        .into_any()
    }
}

#[component]
fn Job(
    found: JobView,
    /// What was just done about it.
    done: Option<JobState>,
) -> impl IntoView {
    let JobView { job, form } = found;
    let banner = match done {
        Some(JobState::Queued) => {
            let next = "It starts again with all its attempts.";
            Some(view! { <SuccessBanner done="The job waits to run" next/> })
        }
        Some(JobState::GivenUp) => {
            let next = "Your note stays with it.";
            Some(view! { <SuccessBanner done="The job is given up" next/> })
        }
        _ => None,
    };
    let retry = matches!(job.state, JobState::Dead | JobState::GivenUp)
        .then(|| view! { <TryAgain id=job.id/> });
    let give_up =
        (job.state == JobState::Dead).then(|| view! { <GiveUp id=job.id form=form.clone()/> });
    view! {
        <Page heading=format!("Job {}", job.kind) errors=form.errors>
            {banner}
            <Facts job/>
            {retry}
            {give_up}
            <p><a href=paths::JOBS>"All background jobs"</a></p>
        </Page>
    }
}

#[component]
fn Facts(job: JobLine) -> impl IntoView {
    let fact = |name: &'static str, value: AnyView| view! { <dt>{name}</dt><dd>{value}</dd> };
    let text = |name, value: Option<String>| value.map(|value| fact(name, value.into_any()));
    let moment = |name, at| fact(name, view! { <Moment at/> }.into_any());
    view! {
        <dl class="q-facts">
            {fact("State", view! { <StateTag state=job.state/> }.into_any())}
            {job.submission.map(|JobSubmission { number, facilities }| view! {
                {fact("Submission ID", number.to_string().into_any())}
                {fact(facilities.title(), facilities.names().into_any())}
            })}
            {fact("Works on", job.subject.into_any())}
            {fact("Attempts", format!("{} of {}", job.attempts, job.max_attempts).into_any())}
            {moment("Created", job.created_at)}
            {(job.state == JobState::Queued).then(|| moment("Runs at", job.run_at))}
            {job.finished_at.map(|at| moment("Ended", at))}
            {text("Last error", job.last_error)}
            {text("Note", job.note)}
        </dl>
    }
}

#[component]
fn TryAgain(id: Uuid) -> impl IntoView {
    view! {
        <SectionBar heading="Try again"/>
        <p>"The job gets all its attempts again and starts at once. Do this when its cause is gone."</p>
        <PostForm action=RetryJob::url() label="Try again">
            <input type="hidden" name="id" value=id.to_string()/>
            <Button>"Try again"</Button>
        </PostForm>
    }
}

#[component]
fn GiveUp(id: Uuid, form: ReturnedForm) -> impl IntoView {
    view! {
        <SectionBar heading="Give up"/>
        <p>"The job will not run. A file that it was to check stays unchecked, and its sender sees that staff look at it."</p>
        <PostForm action=GiveUpJob::url() label="Give up" has_required=true>
            <input type="hidden" name="id" value=id.to_string()/>
            <TextArea
                name="note"
                label="Note"
                hint="Why this job will not run, at most 500 characters. No names of people."
                value=form.value("note")
                error=form.error("note").map(str::to_owned)
                max_length=500
                required=true
            />
            <Button kind=ButtonKind::Danger>"Give up"</Button>
        </PostForm>
    }
}
