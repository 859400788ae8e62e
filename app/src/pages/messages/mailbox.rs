//! The mailbox of the demonstration: every mail, text message and voice call that it would send, for everybody to
//! read.

use crate::api::messages::list_mailbox;
use crate::paths;
use crate::ui::{
    Alert, AlertKind, FilterChip, FilterChips, FilterForm, Loaded, Moment, Page, TextField,
    inherit_focus, load, use_query,
};
use domain::messages::{MailboxFilter, MailboxMessage, Words};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

/// What was asked for, and what was found.
type Found = (MailboxFilter, Vec<MailboxMessage>);

pub struct MailboxPage;

#[lazy_route]
impl LazyRoute for MailboxPage {
    fn data() -> Self {
        Self
    }

    fn view(MailboxPage: Self) -> AnyView {
        let query = use_query();
        let filter = move || query.with(MailboxFilter::from_query);
        let found = load(filter, async |filter: MailboxFilter| {
            list_mailbox(filter.clone())
                .await
                .map(|found| (filter, found))
        });
        view! {
            <Loaded resource=found let:found>
                <Mailbox found/>
            </Loaded>
        }
        .into_any()
    }
}

#[component]
fn Mailbox(found: Found) -> impl IntoView {
    let (filter, messages) = found;
    let chips = (!filter.to.is_empty()).then(|| FilterChip {
        text: format!("To: {}", filter.to),
        without: paths::mailbox(&MailboxFilter::default()),
    });
    let count = match messages.len() {
        0 => "No message yet.".to_owned(),
        1 => "1 message.".to_owned(),
        count => format!("The newest {count} messages."),
    };
    let here = paths::mailbox(&filter);
    let messages = messages
        .into_iter()
        .map(|message| view! { <Message message/> })
        .collect_view();
    inherit_focus("heading");
    view! {
        <Page heading="Demonstration Mailbox">
            <Alert kind=AlertKind::Info>
                "Everything that this demonstration sends by mail or telephone can be read here by everybody. A real
                installation has no such page."
            </Alert>
            <FilterForm action=paths::MAILBOX label="Filter messages">
                <TextField
                    name="to"
                    label="To"
                    hint="The whole e-mail address or telephone number."
                    value=filter.to
                />
            </FilterForm>
            <FilterChips chips=chips.into_iter().collect()/>
            // External to the router, which stays where it is when the address does.
            <p><span role="status">{count}</span>" "<a href=here rel="external">"Refresh"</a></p>
            <ol class="q-mailbox">{messages}</ol>
        </Page>
    }
}

#[component]
fn Message(message: MailboxMessage) -> impl IntoView {
    let Words {
        subject,
        paragraphs,
        code,
        link,
    } = message.words;
    let paragraphs = paragraphs
        .into_iter()
        .map(|paragraph| view! { <p>{paragraph}</p> })
        .collect_view();
    view! {
        <li>
            <article>
                <h2>{subject}</h2>
                <p>
                    {message.channel.name()}" to "{message.recipient}", "<Moment at=message.at/>
                </p>
                {code.map(|code| view! { <p>"Code: "<code class="q-mailbox__code">{code}</code></p> })}
                {paragraphs}
                {link.map(|link| view! { <p><a href=link.path>{link.label}</a></p> })}
            </article>
        </li>
    }
}
