//! Several requests that are decided together: what each would become, and then what became of it.

use super::outcome::Outcome;
use super::{StateTag, Tick};
use crate::api::access::{DecideRequests, preview_requests};
use crate::paths;
use crate::ui::{
    Button, ButtonKind, DataTable, Loaded, Moment, Page, ProveFirst, Tag, TextArea, Tone, load,
    use_query,
};
use crate::view::access::SeveralView;
use domain::access::{BulkLine, Decision, RequestId, RequestLine, RequestState};
use domain::forms::ReturnedForm;
use domain::listing::Query;
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};
use serde::{Deserialize, Serialize};
use server_fn::ServerFn;

/// What the address says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Asked {
    decision: Decision,
    /// Before the decision.
    requests: Vec<RequestId>,
    /// After it: those that were decided, and the others.
    done: Vec<RequestId>,
    missed: Vec<RequestId>,
    flash: Option<String>,
}

impl Asked {
    fn from_query(query: &Query) -> Self {
        let ids = |name| -> Vec<RequestId> {
            let text = query.get(name).unwrap_or_default();
            text.split(',').filter_map(RequestId::parse).collect()
        };
        Self {
            decision: query
                .get("decision")
                .and_then(Decision::from_key)
                .unwrap_or(Decision::Approve),
            requests: ids("requests"),
            done: ids("done"),
            missed: ids("missed"),
            flash: query.get("flash").map(str::to_owned),
        }
    }

    fn all(&self) -> Vec<RequestId> {
        [
            self.requests.as_slice(),
            self.done.as_slice(),
            self.missed.as_slice(),
        ]
        .concat()
    }
}

pub struct SeveralRequestsPage;

#[lazy_route]
impl LazyRoute for SeveralRequestsPage {
    fn data() -> Self {
        Self
    }

    fn view(SeveralRequestsPage: Self) -> AnyView {
        let query = use_query();
        let asked = move || query.with(Asked::from_query);
        let found = load(asked, async |asked| {
            let (ids, flash) = (asked.all(), asked.flash.clone());
            let found = preview_requests(asked.decision, ids, flash).await?;
            Ok((asked, found))
        });
        view! {
            <Loaded resource=found let:found>
                {before_or_after(found)}
            </Loaded>
        }
        .into_any()
    }
}

fn before_or_after((asked, found): (Asked, SeveralView)) -> AnyView {
    let decision = asked.decision;
    if asked.done.is_empty() && asked.missed.is_empty() {
        let page = paths::several_requests(decision, &asked.requests);
        view! { <Preview decision found page/> }.into_any()
    } else {
        view! { <Outcome decision lines=found.lines done=asked.done/> }.into_any()
    }
}

/// What a request becomes by a decision.
pub(super) const fn becomes(decision: Decision) -> RequestState {
    match decision {
        Decision::Approve => RequestState::Approved,
        Decision::Reject => RequestState::Rejected,
    }
}

#[component]
fn Preview(
    decision: Decision,
    found: SeveralView,
    /// Its own address.
    page: String,
) -> impl IntoView {
    let SeveralView {
        lines,
        is_confirmed,
        form,
    } = found;
    let heading = match decision {
        Decision::Approve => "Approve requests",
        Decision::Reject => "Reject requests",
    };
    let possible = lines.iter().filter(|line| line.obstacle.is_none()).count();
    let (total, errors) = (lines.len(), form.errors.clone());
    let hidden = lines.iter().map(hidden).collect_view();
    let rows = lines
        .into_iter()
        .map(|line| view! { <PreviewRow decision line is_confirmed/> })
        .collect_view();
    let act = if possible == 0 {
        view! { <p>"None of these requests can be decided here."</p> }.into_any()
    } else if is_confirmed {
        view! { <Confirm decision possible form/> }.into_any()
    } else {
        view! { <ProveFirst page/> }.into_any()
    };
    view! {
        <Page heading errors>
            <p>{format!("Nothing is decided yet. {possible} of {total} would be.")}</p>
            <form method="post" action=crate::sent_from(DecideRequests::url().to_owned()) aria-label=heading novalidate>
                <input type="hidden" name="decision" value=decision.key()/>
                {hidden}
                <DataTable id="several" caption="What each request would become">
                    <thead>
                        <tr>
                            <th scope="col">"Name"</th>
                            <th scope="col">"User Role"</th>
                            <th scope="col">"Where"</th>
                            <th scope="col">"Request Date"</th>
                            <th scope="col">"Would become"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </DataTable>
                {act}
            </form>
            <p><a href=paths::ROLE_REQUESTS>"All role requests"</a></p>
        </Page>
    }
}

/// Those that can be decided, and those that are only to be told of.
fn hidden(line: &BulkLine) -> impl IntoView + use<> {
    let name = if line.obstacle.is_some() {
        "left[]"
    } else {
        "rows[]"
    };
    view! { <input type="hidden" name=name value=line.line.id.to_string()/> }
}

#[component]
fn PreviewRow(decision: Decision, line: BulkLine, is_confirmed: bool) -> impl IntoView {
    let BulkLine {
        line,
        obstacle,
        warnings,
    } = line;
    let becomes = match obstacle {
        Some(obstacle) => {
            view! { <Tag tone=Tone::Caution text="Stays as it is"/><p>{obstacle}</p> }.into_any()
        }
        None => view! { <StateTag state=becomes(decision)/> }.into_any(),
    };
    let tick = (!warnings.is_empty() && is_confirmed).then(|| {
        let label = format!("I have read this. Approve {} all the same", line.person);
        view! { <Tick name="read[]" value=line.id.to_string() label shown=true/> }
    });
    let warnings = warnings
        .into_iter()
        .map(|warning| view! { <p><strong>"Warning: "</strong>{warning}</p> })
        .collect_view();
    view! {
        <tr>
            <th scope="row"><WhoAsks line=line.clone()/></th>
            <td>{line.role.name()}</td>
            <td>{line.place}</td>
            <td><Moment at=line.requested_at/></td>
            <td>{becomes}{warnings}{tick}</td>
        </tr>
    }
}

/// Who asks, with the way to their request: a name alone may stand in several rows.
#[component]
pub(super) fn WhoAsks(line: RequestLine) -> impl IntoView {
    view! {
        <a href=paths::role_request(line.id)>
            {line.person}
            <span class="usa-sr-only">{format!(": {}, {}", line.role.name(), line.place)}</span>
        </a>
        <span class="q-subject">{line.user_name.as_str().to_owned()}</span>
    }
}

/// The button, and for a rejection the reason.
#[component]
fn Confirm(decision: Decision, possible: usize, form: ReturnedForm) -> impl IntoView {
    let noun = if possible == 1 { "request" } else { "requests" };
    match decision {
        Decision::Approve => view! {
            <p>"A request with a warning is approved only if you have ticked that you have read it."</p>
            <Button>{format!("Approve {possible} {noun}")}</Button>
        }
        .into_any(),
        Decision::Reject => view! {
            <TextArea
                name="reason"
                label="Reason"
                hint="One for all of them, at most 1,000 characters. Each person reads it, and may ask again."
                value=form.value("reason")
                error=form.error("reason").map(str::to_owned)
                max_length=1000
                required=true
            />
            <Button kind=ButtonKind::Danger>{format!("Reject {possible} {noun}")}</Button>
        }
        .into_any(),
    }
}
