//! Identity Proofing, a step of registration: what is needed, questions or documents, and what became of it.

use super::proofing_manual::ByPerson;
use super::registration::{RegistrationSteps, Step};
use crate::api::proofing::find_standing;
use crate::paths;
use crate::ui::{
    Alert, AlertKind, Button, Choice, FieldKind, LinkButton, Loaded, Moment, Page, PostForm,
    RadioGroup, SectionBar, SuccessBanner, TextField, load, use_query,
};
use crate::view::proofing::ProofingData;
use domain::forms::ReturnedForm;
use domain::identity::{
    Evidence, ProofingMethod, ProofingQuestion, ProofingReference, ProofingView, Registration,
    Standing, Unsuccessful,
};
use domain::time::Instant;
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

pub struct ProofingPage;

#[lazy_route]
impl LazyRoute for ProofingPage {
    fn data() -> Self {
        Self
    }

    fn view(ProofingPage: Self) -> AnyView {
        let query = use_query();
        let flash = move || query.with(|query| query.get("flash").map(str::to_owned));
        let data = load(flash, find_standing);
        view! {
            <Loaded resource=data let:data>
                <Proofing data/>
            </Loaded>
        }
        .into_any()
    }
}

#[component]
fn Proofing(data: ProofingData) -> impl IntoView {
    let ProofingData { view, form } = data;
    let errors = form.errors.clone();
    let ProofingView {
        method,
        asks_social_security_number: asks_number,
        standing,
    } = view;
    let content = match standing {
        Standing::ToBegin {
            attempts_left,
            last,
        } => view! { <ToBegin method asks_number attempts_left last form/> }.into_any(),
        Standing::Asked {
            reference,
            facts,
            questions,
        } => view! { <Questions reference facts questions form/> }.into_any(),
        Standing::Elsewhere { reference, address } => {
            view! { <Elsewhere reference address/> }.into_any()
        }
        Standing::Silent { reference } => view! { <Silent reference form/> }.into_any(),
        Standing::Waiting {
            reference,
            evidence,
            since,
        } => view! { <WaitsForPerson reference evidence since/> }.into_any(),
        Standing::Passed { reference, at } => view! { <Passed reference at/> }.into_any(),
    };
    view! {
        <Page heading="Identity Proofing" errors>
            <RegistrationSteps step=Step::Proofing/>
            {content}
        </Page>
    }
}

#[component]
fn ToBegin(
    method: ProofingMethod,
    /// Whether a social security number is asked for.
    asks_number: bool,
    attempts_left: i64,
    last: Option<Unsuccessful>,
    form: ReturnedForm,
) -> impl IntoView {
    let last = last.map(|last| view! { <LastAttempt last attempts_left/> });
    if attempts_left == 0 {
        return view! {
            {last}
            <p>"A person decides whether you are who you say. Your registration goes on after that."</p>
            <ByPerson form/>
        }
        .into_any();
    }
    let simulated = method == ProofingMethod::Simulated;
    let open = form.error("documents").is_some();
    view! {
        {last}
        <p>
            "Before you get access to data about residents, patients and staff, we make sure that you are who you say."
        </p>
        {simulated.then(|| view! { <Simulation/> })}
        <SectionBar heading="What you need"/>
        <ol class="usa-process-list">
            <li class="usa-process-list__item">
                <h3 class="usa-process-list__heading">"About five minutes"</h3>
                <p>{if simulated {
                    "You read a few lines about an invented person and answer three questions about them."
                } else {
                    "A proofing service asks questions that only you can answer. It is told what you entered in your \
                     profile: name, date of birth, address, telephone number and e-mail address."
                }}</p>
            </li>
            <li class="usa-process-list__item">
                <h3 class="usa-process-list__heading">"Your social security number"</h3>
                <p>{number_words(simulated, asks_number)}</p>
            </li>
            <li class="usa-process-list__item">
                <h3 class="usa-process-list__heading">"Two attempts at most"</h3>
                <p>"If the second one does not succeed either, a person decides: you send documents or hold a video call."</p>
            </li>
        </ol>
        <p>"We keep when and how your identity was proofed, the outcome and a reference number. Your answers are not kept."</p>
        <Start asks_number error=form.error("social_security_number").map(str::to_owned)/>
        <details class="q-details" open=open>
            <summary>"Send documents or hold a video call instead"</summary>
            <ByPerson form/>
        </details>
    }
    .into_any()
}

const fn number_words(simulated: bool, asks_number: bool) -> &'static str {
    if simulated {
        "It is not asked for: the simulation never does."
    } else if asks_number {
        "It goes to the proofing service, and it is not kept here."
    } else {
        "It is not asked for here."
    }
}

#[component]
fn Simulation() -> impl IntoView {
    view! {
        <Alert kind=AlertKind::Warning heading="This is a simulation">
            "It asks about a person who does not exist, proves nothing about you, and never asks for a social security
            number. Enter nothing about yourself."
        </Alert>
    }
}

#[component]
fn LastAttempt(last: Unsuccessful, attempts_left: i64) -> impl IntoView {
    let number = last.reference.as_str().to_owned();
    if last.is_undecided {
        return view! {
            <Alert kind=AlertKind::Warning heading="Nobody has decided yet">
                {format!(
                    "Your case {number} waited for a decision for 30 days and is closed without one; documents that you sent \
                     are deleted. Send them again, or ask for a video call."
                )}
            </Alert>
        }
        .into_any();
    }
    match last.reason {
        Some(reason) => view! {
            <Alert kind=AlertKind::Error heading="Your identity could not be confirmed">
                <p>"A person has looked at your case "{number}". Their reason:"</p>
                <p>{reason}</p>
                <p>"You can send other documents, or hold a video call."</p>
            </Alert>
        }
        .into_any(),
        None => view! {
            <Alert kind=AlertKind::Error heading="This attempt did not succeed">
                {format!("Its reference number is {number}. ")}
                {if attempts_left > 0 {
                    "You have one more attempt."
                } else {
                    "There is no further attempt: a person decides now."
                }}
            </Alert>
        }
        .into_any(),
    }
}

#[component]
fn Start(asks_number: bool, error: Option<String>) -> impl IntoView {
    view! {
        <PostForm action=paths::PROOFING_START label="Start identity proofing" has_required=asks_number>
            {asks_number.then(|| view! {
                <TextField
                    name="social_security_number"
                    label="Social security number"
                    kind=FieldKind::Digits
                    hint="Nine digits. Spaces and hyphens do not matter."
                    error
                    autocomplete="off"
                    required=true
                />
            })}
            <Button>"Start"</Button>
        </PostForm>
    }
}

#[component]
fn Questions(
    reference: ProofingReference,
    facts: Vec<String>,
    questions: Vec<ProofingQuestion>,
    form: ReturnedForm,
) -> impl IntoView {
    let facts = (!facts.is_empty()).then(|| {
        let facts = facts
            .into_iter()
            .map(|fact| view! { <li>{fact}</li> })
            .collect_view();
        view! {
            <Simulation/>
            <SectionBar heading="The invented person"/>
            <ul class="usa-list">{facts}</ul>
        }
    });
    let questions = questions
        .into_iter()
        .zip(1..)
        .map(|(question, number)| {
            let name = format!("answer_{number}");
            let error = form.error(&name).map(str::to_owned);
            let choices = question
                .choices
                .into_iter()
                .map(|choice| Choice::new(choice.id, choice.text))
                .collect();
            let legend = format!("{number}. {}", question.text);
            view! { <RadioGroup name legend choices error required=true/> }
        })
        .collect_view();
    view! {
        {facts}
        <SectionBar heading="Questions"/>
        <p>"Your answers are not kept. The reference number of this attempt is "{reference.as_str().to_owned()}"."</p>
        <PostForm action=paths::PROOFING_ANSWERS label="Questions" has_required=true>
            {questions}
            <Button>"Submit"</Button>
        </PostForm>
    }
}

#[component]
fn Elsewhere(reference: ProofingReference, address: String) -> impl IntoView {
    view! {
        <p>
            "The proofing service asks on pages of its own, and sends you back here. The reference number of this attempt
            is "{reference.as_str().to_owned()}"."
        </p>
        <p><a class="usa-button" href=address rel="external noreferrer">"Go to the proofing service"</a></p>
        <p>
            "You have been there already? "
            <a href=paths::registration(Registration::Proofing) rel="external">"Ask for the outcome"</a>
        </p>
    }
}

#[component]
fn Silent(reference: ProofingReference, form: ReturnedForm) -> impl IntoView {
    let open = form.error("documents").is_some();
    view! {
        <Alert kind=AlertKind::Warning heading="The proofing service does not answer">
            {format!("Your attempt {} is not lost. ", reference.as_str())}
            <a href=paths::registration(Registration::Proofing) rel="external">"Load this page again"</a>
            " in a few minutes."
        </Alert>
        <details class="q-details" open=open>
            <summary>"Send documents or hold a video call instead"</summary>
            <ByPerson form/>
        </details>
    }
}

#[component]
fn WaitsForPerson(
    reference: ProofingReference,
    evidence: Evidence,
    since: Instant,
) -> impl IntoView {
    let next = match evidence {
        Evidence::Documents => {
            "A person looks at your documents, usually within three business days. They are deleted once your case is \
             decided."
        }
        Evidence::VideoCall => {
            "The Help Desk writes to you to make an appointment, usually within three business days. Have an identity \
             document with your picture at hand."
        }
    };
    view! {
        <SuccessBanner done="Your case waits for a person's decision" next/>
        <dl class="q-facts">
            <dt>"Reference number"</dt><dd>{reference.as_str().to_owned()}</dd>
            <dt>"Sent"</dt><dd><Moment at=since/></dd>
            <dt>"By"</dt><dd>{evidence.name()}</dd>
        </dl>
        <p>"You can leave now. An e-mail tells you the outcome; then log in again to go on."</p>
        <form method="post" action=paths::LOG_OUT aria-label="Log out">
            <button type="submit" class="usa-button usa-button--outline">"Log out"</button>
        </form>
    }
}

#[component]
fn Passed(reference: ProofingReference, at: Instant) -> impl IntoView {
    view! {
        <SuccessBanner done="Your identity is confirmed" next="Next, set up a device for Two-Factor Authentication."/>
        <dl class="q-facts">
            <dt>"Reference number"</dt><dd>{reference.as_str().to_owned()}</dd>
            <dt>"Confirmed"</dt><dd><Moment at/></dd>
        </dl>
        <LinkButton href=paths::registration(Registration::Device)>"Set up a device"</LinkButton>
    }
}
