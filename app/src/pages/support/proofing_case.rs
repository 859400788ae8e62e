//! A case of manual proofing: who the person says they are, what they sent, and the decision.

use super::OutcomeTag;
use crate::api::proofing::{DecideCase, find_case};
use crate::error::ApiError;
use crate::paths;
use crate::ui::{
    Alert, AlertKind, Button, ButtonKind, DateText, Loaded, Moment, Page, PostForm, ProveFirst,
    SectionBar, TextArea, load, number, use_query,
};
use crate::view::proofing::ProofingCaseData;
use domain::forms::ReturnedForm;
use domain::identity::{DocumentLine, Evidence, ProofingCase, ProofingOutcome, ProofingReference};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use leptos_router::{LazyRoute, lazy_route};
use server_fn::ServerFn;

pub struct ProofingCasePage;

#[lazy_route]
impl LazyRoute for ProofingCasePage {
    fn data() -> Self {
        Self
    }

    fn view(ProofingCasePage: Self) -> AnyView {
        let (params, query) = (use_params_map(), use_query());
        let asked = move || {
            let reference = params.with(|params| {
                let text = params.get("reference")?;
                ProofingReference::parse(&text).ok()
            });
            let flash = query.with(|query| query.get("flash").map(str::to_owned));
            (reference, flash)
        };
        let found = load(asked, async |(reference, flash)| match reference {
            Some(reference) => find_case(reference, flash).await,
            None => Err(ApiError::NotFound),
        });
        view! {
            <Loaded resource=found let:found>
                <Case found/>
            </Loaded>
        }
        .into_any()
    }
}

#[component]
fn Case(found: ProofingCaseData) -> impl IntoView {
    let ProofingCaseData {
        case,
        is_confirmed,
        form,
    } = found;
    let reference = case.line.reference.clone();
    let waits = case.line.outcome == ProofingOutcome::Waiting;
    let barred = if case.is_own {
        Some("This is your own case: a colleague decides it.")
    } else if case.begun_by_reader {
        Some("You began this identity proofing anew: a colleague decides it.")
    } else {
        None
    };
    let act = match (waits, barred) {
        (false, _) => ().into_any(),
        (true, Some(why)) => view! { <Alert kind=AlertKind::Info>{why}</Alert> }.into_any(),
        (true, None) if is_confirmed => {
            let (reference, evidence) = (reference.clone(), case.line.evidence);
            view! { <Decide reference evidence form=form.clone()/> }.into_any()
        }
        (true, None) => view! { <ProveFirst page=paths::proofing_case(&reference)/> }.into_any(),
    };
    let heading = format!("Proofing {}", reference.as_str());
    view! {
        <Page heading errors=form.errors>
            <Facts case=case.clone()/>
            <SectionBar heading="Documents"/>
            <Documents reference documents=case.documents evidence=case.line.evidence waits/>
            {waits.then(|| view! { <SectionBar heading="Decision"/> })}
            {act}
            <p><a href=paths::PROOFING_CASES>"All cases"</a></p>
        </Page>
    }
}

#[component]
fn Facts(case: ProofingCase) -> impl IntoView {
    let line = case.line;
    let claimed = case.claimed.map(|claimed| {
        view! {
            <dt>"Date of birth"</dt><dd><DateText date=claimed.born_on/></dd>
            <dt>"Address"</dt><dd>{claimed.address}</dd>
        }
    });
    let decided = line.ended_at.map(|at| {
        let by = line.decided_by.map(|name| format!(" by {name}"));
        view! { <dt>"Decided"</dt><dd><Moment at/>{by}</dd> }
    });
    let reason = case
        .reason
        .map(|reason| view! { <dt>"Reason"</dt><dd class="q-prose">{reason}</dd> });
    view! {
        <dl class="q-facts">
            <dt>"State"</dt><dd><OutcomeTag outcome=line.outcome/></dd>
            <dt>"Name"</dt><dd>{line.full_name}</dd>
            <dt>"User ID"</dt><dd>{line.user_name.as_str().to_owned()}</dd>
            <dt>"E-mail"</dt><dd>{case.email}</dd>
            {claimed}
            <dt>"By"</dt><dd>{line.evidence.name()}</dd>
            <dt>"Sent"</dt><dd><Moment at=line.started_at/></dd>
            {decided}
            {reason}
        </dl>
    }
}

#[component]
fn Documents(
    reference: ProofingReference,
    documents: Vec<DocumentLine>,
    evidence: Evidence,
    waits: bool,
) -> impl IntoView {
    if evidence == Evidence::VideoCall {
        return view! { <p>"None: the person asked for a video call. Write to them to make an appointment."</p> }
            .into_any();
    }
    if !waits {
        return view! { <p>"They were deleted once the case was decided."</p> }.into_any();
    }
    let items = documents
        .into_iter()
        .map(|document| {
            let name = format!("Document {}", document.ordinal);
            let kind = document.kind.name();
            let kilobytes = number((document.bytes + 1023) / 1024);
            view! {
                <li>
                    <a href=paths::proofing_document(&reference, document.ordinal) rel="external" download>{name}</a>
                    {format!(" ({kind}, {kilobytes} kB)")}
                </li>
            }
        })
        .collect_view();
    view! {
        <p>"Each download is recorded. Delete your copy when you have looked at it."</p>
        <ul class="usa-list">{items}</ul>
    }
    .into_any()
}

#[component]
fn Decide(reference: ProofingReference, evidence: Evidence, form: ReturnedForm) -> impl IntoView {
    let hint = match evidence {
        Evidence::Documents => {
            "Which documents you saw, and what fits or does not, at most 1,000 characters. The person reads it if you \
             reject. No numbers of documents."
        }
        Evidence::VideoCall => {
            "The record of the video call: when, who held it, which document was shown, at most 1,000 characters. The \
             person reads it if you reject. No numbers of documents."
        }
    };
    view! {
        <PostForm action=DecideCase::url() label="Decision" has_required=true>
            <input type="hidden" name="reference" value=reference.as_str().to_owned()/>
            <TextArea
                name="reason"
                label="Reason"
                hint
                value=form.value("reason")
                error=form.error("reason").map(str::to_owned)
                max_length=1000
                required=true
            />
            <Button name="decision" value="approve">"Approve"</Button>
            <Button kind=ButtonKind::Danger name="decision" value="reject">"Reject"</Button>
        </PostForm>
    }
}
