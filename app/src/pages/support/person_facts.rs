//! What the Help Desk knows of somebody, part by part.

use crate::paths;
use crate::ui::{DataTable, Moment, Tag, Tone};
use domain::access::{Decider, Holding, UserFilter, UserLine};
use domain::identity::{ProofingOutcome, Registration};
use domain::support::{Account, Factor, HelpLine, Lock, MessageLine, MessageState, PendingLine};
use domain::time::Instant;
use leptos::prelude::*;

fn moment_or(at: Option<Instant>, none: &'static str) -> AnyView {
    match at {
        Some(at) => view! { <Moment at/> }.into_any(),
        None => none.into_any(),
    }
}

#[component]
pub(super) fn Facts(
    account: Account,
    password_lock: Lock,
    code_lock: Lock,
    #[prop(optional_no_strip)] proofing: Option<(ProofingOutcome, Instant)>,
) -> impl IntoView {
    let state = if account.is_usable {
        view! { <Tag tone=Tone::Good text="Active"/> }
    } else {
        view! { <Tag tone=Tone::Bad text="Cannot be used"/> }
    };
    let step = match account.registration {
        Registration::Complete => "Complete",
        Registration::Terms => "Terms and conditions come next",
        Registration::Proofing => "Identity proofing comes next",
        Registration::Device => "A first device comes next",
    };
    let ended = account.roles_ended_at.map(|at| {
        view! { <dt>"Roles ended"</dt><dd><Moment at/>", because nobody logged in for 60 days"</dd> }
    });
    let linked = account.linked_at.map(|at| {
        view! { <dt>"Identity provider"</dt><dd>"Linked since "<Moment at/></dd> }
    });
    let proofing = proofing.map(|(outcome, at)| {
        view! { <dt>"Identity proofing"</dt><dd>{outcome.title()}", begun "<Moment at/></dd> }
    });
    view! {
        <dl class="q-facts">
            <dt>"User ID"</dt><dd>{account.user_name.as_str().to_owned()}</dd>
            <dt>"E-mail"</dt><dd>{account.email}</dd>
            <dt>"Account"</dt><dd>{state}</dd>
            <dt>"Registration"</dt><dd>{step}</dd>
            {proofing}
            <dt>"Registered"</dt><dd><Moment at=account.created_at/></dd>
            <dt>"Last log-in"</dt><dd>{moment_or(account.last_log_in, "Never")}</dd>
            <dt>"Password changed"</dt><dd>{moment_or(account.password_changed_at, "Never")}</dd>
            {linked}
            {ended}
            <dt>"Sessions open"</dt><dd>{account.sessions}</dd>
            <dt>"Access tokens"</dt><dd>{account.tokens}</dd>
            <dt>"Log-in"</dt><dd><LockState lock=password_lock/></dd>
            <dt>"Security codes"</dt><dd><LockState lock=code_lock/></dd>
        </dl>
    }
}

#[component]
fn LockState(lock: Lock) -> impl IntoView {
    let state = match lock.locked_until {
        Some(at) => view! { <Tag tone=Tone::Bad text="Locked"/>" until "<Moment at/> }.into_any(),
        None => view! { <Tag tone=Tone::Good text="Not locked"/> }.into_any(),
    };
    let failures = lock.last_at.map(|at| {
        let count = match lock.failures {
            1 => "; 1 failure of late, at ".to_owned(),
            count => format!("; {count} failures of late, the last at "),
        };
        view! { {count}<Moment at/> }
    });
    view! { {state}{failures} }
}

#[component]
pub(super) fn Factors(factors: Vec<Factor>) -> impl IntoView {
    if factors.is_empty() {
        return view! { <p>"None."</p> }.into_any();
    }
    let rows = factors
        .into_iter()
        .map(|factor| {
            view! {
                <tr>
                    <th scope="row">{factor.kind.name()}</th>
                    <td>{factor.target}</td>
                    <td>{moment_or(factor.confirmed_at, "Not confirmed yet")}</td>
                    <td>{moment_or(factor.last_used_at, "Never")}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <DataTable id="factors" caption="Second factors">
            <thead>
                <tr>
                    <th scope="col">"Kind"</th>
                    <th scope="col">"Where codes go"</th>
                    <th scope="col">"Confirmed"</th>
                    <th scope="col">"Last used"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </DataTable>
    }
    .into_any()
}

#[component]
pub(super) fn Roles(roles: Vec<UserLine>) -> impl IntoView {
    if roles.is_empty() {
        return view! { <p>"No role is held."</p> }.into_any();
    }
    let rows = roles
        .into_iter()
        .map(|line| {
            let tone = match line.holding {
                Holding::Active => Tone::Good,
                Holding::Suspended | Holding::Pending => Tone::Caution,
            };
            let href = paths::user(&UserFilter::default(), line.user);
            let viewing = view_as(&line);
            view! {
                <tr>
                    <th scope="row"><a href=href>{line.role.name()}</a></th>
                    <td>{line.place}</td>
                    <td><Tag tone text=line.holding.title()/></td>
                    <td><Moment at=line.since/></td>
                    <td>{viewing}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <DataTable id="roles" caption="Roles held">
            <thead>
                <tr>
                    <th scope="col">"User Role"</th>
                    <th scope="col">"Organization"</th>
                    <th scope="col">"State"</th>
                    <th scope="col">"Since"</th>
                    <th scope="col">"Viewing"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </DataTable>
    }
    .into_any()
}

/// Leads to viewing as this role at this organization; roles that nobody is viewed as have no such link (ADR 0026).
fn view_as(line: &UserLine) -> Option<impl IntoView + use<>> {
    let may_be_viewed = line.holding == Holding::Active && line.role.may_be_viewed();
    let organization = line.organization.as_deref().filter(|_| may_be_viewed)?;
    let href = paths::new_viewing(None, Some(line.role), Some(organization));
    let what = format!(" {} at {}", line.role.name(), line.place);
    Some(view! {
        <a href=href>"View as this role"<span class="usa-sr-only">{what}</span></a>
    })
}

#[component]
pub(super) fn Pending(pending: Vec<PendingLine>) -> impl IntoView {
    if pending.is_empty() {
        return view! { <p>"No request is pending."</p> }.into_any();
    }
    let rows = pending
        .into_iter()
        .map(|line| {
            view! {
                <tr>
                    <th scope="row">{line.role.name()}</th>
                    <td>{line.place}</td>
                    <td><Moment at=line.since/></td>
                    <td class="q-number">{line.days}</td>
                    <td>{deciders(line.deciders)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <DataTable id="pending" caption="Pending requests, with who decides">
            <thead>
                <tr>
                    <th scope="col">"User Role"</th>
                    <th scope="col">"Organization"</th>
                    <th scope="col">"Request Date"</th>
                    <th scope="col" class="q-number">"Days pending"</th>
                    <th scope="col">"Who decides"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </DataTable>
    }
    .into_any()
}

fn deciders(deciders: Vec<Decider>) -> AnyView {
    let items = deciders
        .into_iter()
        .map(|decider| view! { <li>{decider.name}" ("{decider.contact}")"</li> })
        .collect_view();
    view! { <ul class="usa-list">{items}</ul> }.into_any()
}

#[component]
pub(super) fn Messages(messages: Vec<MessageLine>) -> impl IntoView {
    if messages.is_empty() {
        return view! { <p>"None of late."</p> }.into_any();
    }
    let rows = messages
        .into_iter()
        .map(|line| {
            let tone = match line.state {
                MessageState::Sent | MessageState::Kept => Tone::Good,
                MessageState::Queued => Tone::Caution,
                MessageState::Failed => Tone::Bad,
            };
            view! {
                <tr>
                    <th scope="row">{line.subject}</th>
                    <td>{line.channel.name()}</td>
                    <td>{line.recipient}</td>
                    <td><Moment at=line.created_at/></td>
                    <td><Tag tone text=line.state.title()/></td>
                    <td>{moment_or(line.sent_at, "")}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <DataTable id="messages" caption="The last messages to this person, and what became of them">
            <thead>
                <tr>
                    <th scope="col">"About"</th>
                    <th scope="col">"By"</th>
                    <th scope="col">"To"</th>
                    <th scope="col">"Written"</th>
                    <th scope="col">"State"</th>
                    <th scope="col">"Sent"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </DataTable>
    }
    .into_any()
}

#[component]
pub(super) fn Failures(failures: Vec<(String, Instant)>) -> impl IntoView {
    if failures.is_empty() {
        return view! { <p>"None."</p> }.into_any();
    }
    let items = failures
        .into_iter()
        .map(|(what, at)| view! { <li><Moment at/>": "{what}</li> })
        .collect_view();
    view! { <ul class="usa-list">{items}</ul> }.into_any()
}

/// What was done before.
#[component]
pub(super) fn Past(help: Vec<HelpLine>) -> impl IntoView {
    if help.is_empty() {
        return view! { <p>"Nothing was done for this person so far."</p> }.into_any();
    }
    let rows = help
        .into_iter()
        .map(|line| {
            view! {
                <tr>
                    <th scope="row">{line.act.title()}</th>
                    <td><Moment at=line.at/></td>
                    <td>{line.by}</td>
                    <td class="q-prose">{line.reason}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <DataTable id="help" caption="What the Help Desk did">
            <thead>
                <tr>
                    <th scope="col">"What"</th>
                    <th scope="col">"When"</th>
                    <th scope="col">"By"</th>
                    <th scope="col">"Why"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </DataTable>
    }
    .into_any()
}
