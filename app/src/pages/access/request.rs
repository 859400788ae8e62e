//! A role request: who asks for what, what they hold already, and the decision.

use super::StateTag;
use super::surveyor::SurveyorFields;
use crate::api::access::{ApproveRequest, RejectRequest, find_request};
use crate::error::ApiError;
use crate::paths;
use crate::ui::{
    Alert, AlertKind, Button, ButtonKind, CheckBox, Loaded, Moment, Page, PostForm, ProveFirst,
    SectionBar, SuccessBanner, TextArea, load, use_query,
};
use crate::view::access::RequestView;
use domain::access::{
    Decider, OrganizationLine, RequestDetail, RequestId, RequestState, SurveyorAnswer,
};
use domain::forms::ReturnedForm;
use domain::identity::RoleHeld;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use leptos_router::{LazyRoute, lazy_route};
use server_fn::ServerFn;

pub struct RoleRequestPage;

#[lazy_route]
impl LazyRoute for RoleRequestPage {
    fn data() -> Self {
        Self
    }

    fn view(RoleRequestPage: Self) -> AnyView {
        let (params, query) = (use_params_map(), use_query());
        let asked = move || {
            let id = params.with(|params| params.get("id").and_then(|id| RequestId::parse(&id)));
            let flash = query.with(|query| query.get("flash").map(str::to_owned));
            (id, flash)
        };
        let found = load(asked, async |(id, flash)| match id {
            Some(id) => find_request(id, flash).await,
            None => Err(ApiError::NotFound),
        });
        let done = move || {
            query.with_untracked(|query| query.get("done").and_then(RequestState::from_key))
        };
        let late = move || query.with_untracked(|query| query.get("late").is_some());
        view! {
            <Loaded resource=found let:found>
                <Request found done=done() late=late()/>
            </Loaded>
        }
        .into_any()
    }
}

#[component]
fn Request(
    found: RequestView,
    /// How it was just decided.
    done: Option<RequestState>,
    /// Whether one has just decided on it, after somebody else.
    late: bool,
) -> impl IntoView {
    let RequestView {
        request,
        is_confirmed,
        form,
    } = found;
    // It came through the address, so it counts only where it is true.
    let banner = done
        .filter(|done| *done == request.line.state)
        .and_then(banner);
    let waits = request.line.state == RequestState::Pending;
    let late = (late && !waits).then(|| view! { <Late reason=form.value("reason").to_owned()/> });
    let decision = waits.then(|| {
        view! {
            <SectionBar heading="Decision"/>
            <Decide request=request.clone() is_confirmed form=form.clone()/>
        }
    });
    let heading = format!("Role request of {}", request.line.person);
    let held = request.held.clone();
    view! {
        <Page heading errors=form.errors.clone()>
            {banner}
            {late}
            <Facts request/>
            <SectionBar heading="Roles held already"/>
            <Held held/>
            {decision}
            <p><a href=paths::ROLE_REQUESTS>"All role requests"</a></p>
        </Page>
    }
}

fn banner(done: RequestState) -> Option<AnyView> {
    let (done, next) = match done {
        RequestState::Approved => (
            "The request is approved",
            "The role works at once. An e-mail tells the person so.",
        ),
        RequestState::Rejected => (
            "The request is rejected",
            "An e-mail tells the person so, with your reason.",
        ),
        RequestState::Pending | RequestState::Withdrawn => return None,
    };
    Some(view! { <SuccessBanner done next/> }.into_any())
}

/// Somebody was first.
#[component]
fn Late(
    /// Why one would have rejected it.
    reason: String,
) -> impl IntoView {
    let written = (!reason.is_empty()).then(|| {
        view! { <p>"You had written:"</p><p class="q-prose">{reason}</p> }
    });
    view! {
        <Alert kind=AlertKind::Warning heading="Somebody was first">
            <p>"This request did not wait for a decision any more, so yours was not carried out. How it was decided stands below."</p>
            {written}
        </Alert>
    }
}

#[component]
fn Facts(request: RequestDetail) -> impl IntoView {
    let line = request.line;
    let place = match request.organization {
        Some(organization) => view! { <Organization organization/> }.into_any(),
        None => view! { <dt>"Where"</dt><dd>{line.place}</dd> }.into_any(),
    };
    let surveyor = request.surveyor.map(|answer| {
        let id = request.surveyor_id.map(|id| {
            let state = if request.surveyor_verified {
                "verified"
            } else {
                "not verified yet"
            };
            let text = format!("{} ({state})", id.as_str());
            view! { <dt>"Federal surveyor ID"</dt><dd>{text}</dd> }
        });
        view! { <dt>"Are you a Surveyor?"</dt><dd>{answer.label()}</dd>{id} }
    });
    let decided = line.decided_at.map(|at| {
        let by = line.decided_by.map(|name| format!(" by {name}"));
        view! { <dt>"Decided"</dt><dd><Moment at/>{by}</dd> }
    });
    let reason = request
        .reason
        .map(|reason| view! { <dt>"Reason"</dt><dd class="q-prose">{reason}</dd> });
    view! {
        <dl class="q-facts">
            <dt>"State"</dt><dd><StateTag state=line.state/></dd>
            <dt>"Name"</dt><dd>{line.person}</dd>
            <dt>"User ID"</dt><dd>{line.user_name.as_str().to_owned()}</dd>
            <dt>"E-mail"</dt><dd>{request.email}</dd>
            <dt>"User Role"</dt><dd>{line.role.name()}</dd>
            <dt>"What it is for"</dt><dd>{line.role.description()}</dd>
            {place}
            {surveyor}
            <dt>"Request Date"</dt><dd><Moment at=line.requested_at/></dd>
            {decided}
            {reason}
        </dl>
    }
}

#[component]
fn Organization(organization: OrganizationLine) -> impl IntoView {
    let numbers = [
        ("CCN", organization.ccn.map(String::from)),
        ("Facility ID", organization.facility_id.map(String::from)),
    ];
    let numbers = numbers
        .into_iter()
        .filter_map(|(name, number)| {
            number.map(|number| view! { <dt>{name}</dt><dd>{number}</dd> })
        })
        .collect_view();
    view! {
        <dt>"Provider"</dt>
        <dd>{organization.name}<br/>{organization.address}<br/>{organization.place}</dd>
        <dt>"Provider Type"</dt><dd>{organization.kind.name()}</dd>
        {numbers}
    }
}

#[component]
fn Held(held: Vec<RoleHeld>) -> impl IntoView {
    if held.is_empty() {
        return view! { <p>"None where you decide on roles."</p> }.into_any();
    }
    let items = held
        .into_iter()
        .map(|held| view! { <li>{held.name}", "{held.place}</li> })
        .collect_view();
    view! { <ul class="usa-list">{items}</ul> }.into_any()
}

/// The two forms, for whoever may send them now.
#[component]
fn Decide(request: RequestDetail, is_confirmed: bool, form: ReturnedForm) -> impl IntoView {
    let id = request.line.id;
    let warnings = request
        .warnings
        .iter()
        .cloned()
        .map(|warning| view! { <Alert kind=AlertKind::Warning>{warning}</Alert> })
        .collect_view();
    if request.is_own {
        return view! { <Own deciders=request.deciders/> }.into_any();
    }
    let forms = if is_confirmed {
        view! {
            <Approve request=request.clone() form=form.clone()/>
            <Reject id form/>
        }
        .into_any()
    } else {
        view! { <ProveFirst page=paths::role_request(id)/> }.into_any()
    };
    view! {
        {warnings}
        <Second request/>
        {forms}
    }
    .into_any()
}

/// Who decides on a request of one's own.
#[component]
fn Own(deciders: Vec<Decider>) -> impl IntoView {
    let deciders = deciders
        .into_iter()
        .map(|decider| view! { <li>{decider.name}", "{decider.contact}</li> })
        .collect_view();
    view! {
        <Alert kind=AlertKind::Info>"This is your own request: somebody else decides on it."</Alert>
        <p>"These people decide on it:"</p>
        <ul class="usa-list">{deciders}</ul>
    }
}

/// Asks officials of an organization with fewer than two to name a second one (seed 001).
#[component]
fn Second(request: RequestDetail) -> impl IntoView {
    let is_place = request.organization.is_some() || request.state_code.is_some();
    let lacks = is_place && request.others < 2 && !request.line.role.is_security_official();
    lacks.then(|| {
        view! {
            <Alert kind=AlertKind::Info>
                "This organization has fewer than two security officials. Have a second one request the role, so that
                requests are decided on when one is away."
            </Alert>
        }
    })
}

#[component]
fn Approve(request: RequestDetail, form: ReturnedForm) -> impl IntoView {
    let asks_id = request.surveyor == Some(SurveyorAnswer::Yes) && !request.surveyor_verified;
    let surveyor = asks_id.then(|| {
        view! { <SurveyorFields form=form.clone()/> }
    });
    let asks_reading = !request.warnings.is_empty();
    let read = asks_reading.then(|| {
        let label = format!(
            "I have read the warning. Approve {} all the same",
            request.line.person
        );
        let checked = form.value("read") == "true";
        view! {
            <CheckBox
                name="read"
                label
                checked
                error=form.error("read").map(str::to_owned)
                required=true
            />
        }
    });
    view! {
        <PostForm action=ApproveRequest::url() label="Approve" has_required=asks_id || asks_reading>
            <input type="hidden" name="id" value=request.line.id.to_string()/>
            {surveyor}
            {read}
            <Button>"Approve"</Button>
        </PostForm>
    }
}

#[component]
fn Reject(id: RequestId, form: ReturnedForm) -> impl IntoView {
    view! {
        <PostForm action=RejectRequest::url() label="Reject" has_required=true>
            <input type="hidden" name="id" value=id.to_string()/>
            <TextArea
                name="reason"
                label="Reason"
                hint="Why you reject it, at most 1,000 characters. The person reads it, and may ask again."
                value=form.value("reason")
                error=form.error("reason").map(str::to_owned)
                max_length=1000
                required=true
            />
            <Button kind=ButtonKind::Danger>"Reject"</Button>
        </PostForm>
    }
}
