//! A ticket: its thread, writing to it and closing it; for whoever asked, and for the Help Desk.

use super::TicketTag;
use crate::api::tickets::{WriteToTicket, find_ticket};
use crate::error::ApiError;
use crate::paths;
use crate::ui::{
    Button, ButtonKind, LinkButton, Loaded, Moment, Page, PostForm, SectionBar, SuccessBanner,
    TextArea, load, use_query,
};
use crate::view::tickets::TicketView;
use domain::count::as_count;
use domain::forms::ReturnedForm;
use domain::providers::Ccn;
use domain::support::{Ticket, TicketLine, TicketMessage, TicketNumber, TicketState};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use leptos_router::{LazyRoute, lazy_route};
use server_fn::ServerFn;

pub struct TicketPage;

#[lazy_route]
impl LazyRoute for TicketPage {
    fn data() -> Self {
        Self
    }

    fn view(TicketPage: Self) -> AnyView {
        let (params, query) = (use_params_map(), use_query());
        let asked = move || {
            let number = params.with(|params| {
                let text = params.get("number")?;
                TicketNumber::parse(&text).ok()
            });
            let flash = query.with(|query| query.get("flash").map(str::to_owned));
            (number, flash)
        };
        let found = load(asked, async |(number, flash)| match number {
            Some(number) => find_ticket(number, flash).await,
            None => Err(ApiError::NotFound),
        });
        view! {
            <Loaded resource=found let:found>
                <Whole found done=query.with_untracked(|query| query.get("done").map(str::to_owned))/>
            </Loaded>
        }
        .into_any()
    }
}

#[component]
fn Whole(
    found: TicketView,
    /// What was just done about it.
    done: Option<String>,
) -> impl IntoView {
    let TicketView { ticket, form } = found;
    let Ticket {
        line,
        messages,
        is_own,
    } = ticket;
    let (number, state) = (line.number, line.state);
    let ccn = line.provider.as_ref().and_then(|(_, ccn)| ccn.clone());
    let may_close = state != TicketState::Closed;
    let view_as = (!is_own && may_close).then(|| {
        let href = paths::new_viewing(Some(number), None, ccn.as_ref().map(Ccn::as_str));
        view! { <LinkButton href>"View as a role"</LinkButton> }
    });
    let banner = done
        .as_deref()
        .and_then(|done| said(done, is_own))
        .map(|(done, next)| view! { <SuccessBanner done next/> });
    let thread = messages
        .into_iter()
        .map(|message| view! { <Message message/> })
        .collect_view();
    let (others, all) = if is_own {
        (paths::OWN_TICKETS, "Your tickets")
    } else {
        (paths::TICKETS, "All tickets")
    };
    view! {
        <Page heading=format!("Ticket {number}") errors=form.errors.clone()>
            {banner}
            <Facts line is_own/>
            {view_as}
            <SectionBar heading="What was written"/>
            <ol class="q-thread">{thread}</ol>
            <SectionBar heading=if is_own { "Write to the Help Desk" } else { "Answer" }/>
            <Write number form is_own may_close/>
            <p><a href=others>{all}</a></p>
        </Page>
    }
}

/// What was done, and what happens next.
fn said(done: &str, is_own: bool) -> Option<(&'static str, &'static str)> {
    Some(match (done, is_own) {
        ("opened", _) => (
            "The ticket is with the Help Desk",
            "You are told by e-mail when there is an answer.",
        ),
        ("written", true) => (
            "What you wrote is with the Help Desk",
            "You are told by e-mail when there is an answer.",
        ),
        ("written", false) => (
            "The answer is sent",
            "The person is told by e-mail that it is here.",
        ),
        ("written_and_closed", true) => (
            "What you wrote is sent, and the ticket is closed",
            "Write to it to open it again.",
        ),
        ("written_and_closed", false) => (
            "The answer is sent, and the ticket is closed",
            "The person is told by e-mail, and may open it again.",
        ),
        ("closed", true) => ("The ticket is closed", "Write to it to open it again."),
        ("closed", false) => (
            "The ticket is closed",
            "The person is told by e-mail, and may open it again.",
        ),
        _ => return None,
    })
}

#[component]
fn Facts(line: TicketLine, is_own: bool) -> impl IntoView {
    let asker = (!is_own).then(|| view! { <dt>"Asked by"</dt><dd>{line.asker}</dd> });
    let provider = line.provider.map(|(name, ccn)| {
        let ccn = ccn.map(|ccn| format!(" ({})", ccn.as_str()));
        view! { <dt>"Provider"</dt><dd>{name}{ccn}</dd> }
    });
    view! {
        <dl class="q-facts">
            <dt>"Subject"</dt><dd>{line.subject}</dd>
            <dt>"State"</dt><dd><TicketTag state=line.state/></dd>
            {asker}
            {provider}
            <dt>"Opened"</dt><dd><Moment at=line.opened_at/></dd>
            <dt>"Changed"</dt><dd><Moment at=line.changed_at/></dd>
        </dl>
    }
}

#[component]
fn Message(message: TicketMessage) -> impl IntoView {
    let class = if message.by_help_desk {
        "q-thread__message q-thread__message--answer"
    } else {
        "q-thread__message"
    };
    view! {
        <li class=class>
            <p class="q-thread__author"><strong>{message.author}</strong>", "<Moment at=message.at/></p>
            <p class="q-prose">{message.words}</p>
        </li>
    }
}

/// Writing and closing are one form: what was typed is sent also by the button that closes.
#[component]
fn Write(number: TicketNumber, form: ReturnedForm, is_own: bool, may_close: bool) -> impl IntoView {
    let (label, hint, button) = if is_own {
        (
            "Your words",
            "At most 1,000 characters. No names or numbers of patients.",
            "Send to the Help Desk",
        )
    } else {
        (
            "Answer",
            "The person reads it on this site, at most 1,000 characters. No names or numbers of patients.",
            "Send the answer",
        )
    };
    view! {
        <PostForm action=WriteToTicket::url() label=button has_required=true>
            <input type="hidden" name="number" value=number.to_string()/>
            <TextArea
                name="words"
                label
                hint
                value=form.value("words")
                error=form.error("words").map(str::to_owned)
                max_length=as_count(TicketMessage::LONGEST)
                required=true
            />
            <Button>{button}</Button>
            {may_close.then(|| view! {
                <Button kind=ButtonKind::Outline name="close" value="true">"Close the ticket"</Button>
                <p class="usa-hint">"Closing sends what is written here, too; it may be empty."</p>
            })}
        </PostForm>
    }
}
