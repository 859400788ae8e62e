//! Content that waits for the server, and what stands there when the server says no.

use super::{LinkButton, Page};
use crate::error::ApiError;
use crate::layout::visit;
use crate::paths;
use codee::binary::PostcardCodec;
use domain::assessments::{AnswerLine, DraftEnd};
use domain::time::Zone;
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use serde::{Serialize, de::DeserializeOwned};

/// What the server answers, now or soon. It travels as Postcard, whose reader is a quarter of JSON's for the browser
/// to load.
pub type Loading<T> = Resource<Result<T, ApiError>, PostcardCodec>;

/// Asks the server, and asks again when `source` changes. The document waits for the first answer, which then
/// comes along in it.
pub fn load<S, T, Answer>(
    source: impl Fn() -> S + Send + Sync + 'static,
    ask: impl Fn(S) -> Answer + Send + Sync + 'static,
) -> Loading<T>
where
    S: PartialEq + Clone + Send + Sync + 'static,
    T: Serialize + DeserializeOwned + Send + Sync + 'static,
    Answer: Future<Output = Result<T, ApiError>> + Send + 'static,
{
    Resource::new_with_options(source, ask, true)
}

/// Shows `children` with what the resource brings, or the [`Problem`], with its status, and lets them know in which
/// time zone the reader sees moments. While a list is fetched anew, the old one stays.
#[component]
pub fn Loaded<T, F, V>(resource: Loading<T>, children: F) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    F: Fn(T) -> V + Clone + Send + Sync + 'static,
    V: IntoView + 'static,
{
    let visit = visit();
    let content = move || {
        let children = children.clone();
        Suspend::new(async move {
            let zone = visit
                .await
                .map_or_else(|_| Zone::default(), |visit| visit.time_zone);
            match resource.await {
                Ok(data) => {
                    provide_context(zone);
                    children(data).into_any()
                }
                Err(error) => view! { <Problem error/> }.into_any(),
            }
        })
    };
    view! { <Transition fallback=|| view! { <p role="status">"Loading…"</p> }>{content}</Transition> }
}

/// A page that says why there is nothing else to see, and what to do.
#[component]
pub fn Problem(
    error: ApiError,
    /// The page whose form met it, to go on there.
    #[prop(optional_no_strip)]
    back: Option<String>,
) -> impl IntoView {
    error.answer();
    let heading = match &error {
        ApiError::Unauthenticated => "Log in to see this page",
        ApiError::Unconfirmed => "Prove that it is you",
        ApiError::Forbidden { .. } | ApiError::CrossSite => "You do not have access",
        ApiError::Viewing => "Closed while you view as another role",
        ApiError::NotFound => "Page not found",
        ApiError::BadRequest => "This address cannot be read",
        ApiError::Refused(_) => "Some entries need a change",
        ApiError::Conflict(told) if !told.came_late => "This cannot be done",
        ApiError::Conflict(_) | ApiError::Elsewhere { .. } => "This has changed in the meantime",
        ApiError::OfAnother { .. } => "Somebody else is logged in now",
        ApiError::FormEnded { end, .. } => match end {
            DraftEnd::Sent { .. } => "This form was sent",
            DraftEnd::Discarded { .. } => "This form was discarded",
        },
        ApiError::TooLarge { .. } => "This is too large",
        ApiError::TooManyRequests { .. } => "Too many requests",
        ApiError::Internal { incident: None } => "No answer from the server",
        ApiError::Internal { .. } | ApiError::Unrecorded => "Something went wrong on our side",
        ApiError::NoRoom => "The server has no room",
    };
    let next = match &error {
        ApiError::Unauthenticated => view! { <LinkButton href=paths::LOG_IN>"Log In"</LinkButton> }.into_any(),
        ApiError::Unconfirmed => view! { <ProveIt/> }.into_any(),
        ApiError::Forbidden { roles, .. } => view! { <WhoMay roles=roles.clone()/> }.into_any(),
        ApiError::NotFound => view! {
            <p>"Check the address for typing errors. It may also be outside of what your roles cover."</p>
        }
        .into_any(),
        ApiError::FormEnded { end, unsaved } => view! { <FormEnded end=end.clone() unsaved=unsaved.clone()/> }.into_any(),
        _ => ().into_any(),
    };
    let back =
        back.map(|page| view! { <p><a href=page>"Go back to the page you came from"</a></p> });
    let (start, words) = if crate::is_for_somebody() {
        (paths::DASHBOARD, "Go to the dashboard")
    } else {
        (paths::LOG_IN, "Log in")
    };
    view! {
        <Page heading>
            <p>{error.to_string()}</p>
            {next}
            {back}
            <p>
                <a href=start>{words}</a>" or "<a href=paths::HELP>"get help"</a>"."
            </p>
        </Page>
    }
}

/// Leads to the second factor, and from there back to this page.
#[component]
fn ProveIt() -> impl IntoView {
    let here = use_location().pathname.get_untracked();
    view! { <LinkButton href=paths::confirm(&here)>"Prove it"</LinkButton> }
}

/// Where to go on from a form that ended, and what came too late for it.
#[component]
fn FormEnded(end: DraftEnd, unsaved: Vec<AnswerLine>) -> impl IntoView {
    let receipt = end.submission().map(|number| {
        view! { <p><a href=paths::submission(number)>"Submission "{number.to_string()}</a></p> }
    });
    view! {
        {receipt}
        <Unsaved answers=unsaved/>
        <p><a href=paths::DRAFTS>"Assessment Forms"</a></p>
    }
}

/// Answers that were given and are stored nowhere.
#[component]
pub fn Unsaved(answers: Vec<AnswerLine>) -> impl IntoView {
    let said = |value: String| match value.as_str() {
        "" => "nothing".to_owned(),
        _ => format!("\u{201c}{value}\u{201d}"),
    };
    (!answers.is_empty()).then(|| {
        let rows = answers
            .into_iter()
            .map(|answer| {
                view! {
                    <li>{answer.name}" "<span class="q-code">{answer.item}</span>": "{said(answer.value)}" "{answer.words}</li>
                }
            });
        view! {
            <p>"These answers were not saved. They stand on this page alone: copy what you still need."</p>
            <ul class="usa-list">{rows.collect_view()}</ul>
        }
    })
}

#[component]
fn WhoMay(roles: Vec<String>) -> impl IntoView {
    let known = (!roles.is_empty()).then(|| {
        let roles = roles.into_iter().map(|role| view! { <li>{role}</li> });
        view! {
            <p>"These roles allow it. In brackets: who grants it."</p>
            <ul>{roles.collect_view()}</ul>
        }
    });
    view! {
        {known}
        <p><a href=paths::ROLES_MATRIX>"User Roles Matrix"</a></p>
        <LinkButton href=paths::REQUEST_ROLE>"Request User Role"</LinkButton>
    }
}
