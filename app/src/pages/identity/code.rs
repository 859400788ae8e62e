//! Enter Code (seed 003, figure 4): the security code of the device that was chosen.

use crate::api::identity::find_waiting;
use crate::pages::identity::passkey::{Ceremony, PasskeyForm};
use crate::paths;
use crate::ui::{
    Alert, AlertKind, FieldKind, LinkButton, Loaded, Page, PostForm, SoftButton, TextField, load,
    use_query,
};
use crate::view::identity::CodeData;
use domain::forms::ReturnedForm;
use domain::identity::{DeviceKind, Waiting};
use domain::listing::Query;
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

pub struct CodePage;

#[lazy_route]
impl LazyRoute for CodePage {
    fn data() -> Self {
        Self
    }

    fn view(CodePage: Self) -> AnyView {
        let query = use_query();
        let flash = move || query.with(|query| query.get("flash").map(str::to_owned));
        let data = load(flash, find_waiting);
        view! {
            <Loaded resource=data let:data>
                <EnterCode data query=query.get_untracked()/>
            </Loaded>
        }
        .into_any()
    }
}

#[component]
fn EnterCode(data: CodeData, query: Query) -> impl IntoView {
    let next = query.get("next").unwrap_or_default().to_owned();
    let devices = Query::default()
        .with("next", Some(next.as_str()).filter(|next| !next.is_empty()))
        .after(paths::LOG_IN_DEVICE);
    let is_passkey = |waiting: &Waiting| waiting.kind == DeviceKind::Passkey;
    let heading = match &data.waiting {
        Some(waiting) if is_passkey(waiting) => "Use your passkey",
        _ => "Enter Code",
    };
    let content = match data.waiting {
        Some(Waiting { passkey: Some(options), .. }) => view! {
            <p>"No code was sent: your browser asks your device, which wants your finger, your face or a PIN."</p>
            <PasskeyForm action=paths::LOG_IN_CODE ceremony=Ceremony::Sign options>
                <input type="hidden" name="next" value=next/>
            </PasskeyForm>
        }
        .into_any(),
        Some(waiting) if !is_passkey(&waiting) => view! {
            <Where waiting=waiting.clone() is_demo=data.is_demo/>
            <CodeForm waiting=waiting.clone() form=data.form.clone() next=next.clone()/>
            <SendAgain waiting next/>
        }
        .into_any(),
        Some(_) => view! {
            <p>"No passkey is awaited here, or no longer: it has ten minutes and five tries. Choose the device again."</p>
            <LinkButton href=devices.clone()>"Choose a device"</LinkButton>
        }
        .into_any(),
        None => view! {
            <p>"No code is awaited. Choose a device first."</p>
            <LinkButton href=devices.clone()>"Choose a device"</LinkButton>
        }
        .into_any(),
    };
    view! {
        <Page heading errors=data.form.errors>
            {content}
            <p><a href=devices>"Try another way"</a></p>
        </Page>
    }
}

/// Where the code is to be found.
#[component]
fn Where(waiting: Waiting, is_demo: bool) -> impl IntoView {
    let target = waiting.target.unwrap_or_default();
    let words = match waiting.kind {
        DeviceKind::Authenticator => {
            "No code was sent: your authenticator app shows one, and a new one every 30 seconds."
                .to_owned()
        }
        DeviceKind::BackupCodes => {
            "No code was sent: type one of your backup codes. Each of them works once.".to_owned()
        }
        DeviceKind::Passkey => "A passkey needs no code.".to_owned(),
        DeviceKind::Voice => {
            format!("{target} is called, and a voice says the code. It works for ten minutes.")
        }
        DeviceKind::Email | DeviceKind::Text => {
            format!("A code was sent to {target}. It works for ten minutes.")
        }
    };
    let mailbox = (is_demo && waiting.kind.is_sent_to()).then(|| {
        view! { " This is a demonstration: "<a href=paths::MAILBOX target="_blank">"its mailbox opens in a new tab"</a>"." }
    });
    let reference = waiting.kind.is_sent_to().then(|| {
        view! { " Its reference is "<b class="q-reference">{waiting.reference}</b>"." }
    });
    view! { <Alert kind=AlertKind::Info>{words}{reference}{mailbox}</Alert> }
}

#[component]
fn CodeForm(waiting: Waiting, form: ReturnedForm, next: String) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let length = waiting.kind.code_length().unwrap_or(0);
    // Its length alone is looked at: whether it is right is known when it is submitted.
    let not_yet = Signal::derive(move || {
        let count = typed.with(|code| code.chars().filter(|c| c.is_alphanumeric()).count());
        (count < length).then_some("Type the whole code first.")
    });
    let kind = match waiting.kind {
        DeviceKind::BackupCodes => FieldKind::Text,
        _ => FieldKind::Digits,
    };
    view! {
        <PostForm action=paths::LOG_IN_CODE label="Enter Code" has_required=true>
            <input type="hidden" name="next" value=next/>
            <TextField
                name="code"
                label="Security Code"
                kind
                hint=format!("{length} characters. Spaces do not matter.")
                error=form.error("code").map(str::to_owned)
                autocomplete="one-time-code"
                required=true
                typed
            />
            <SoftButton not_yet>"Submit"</SoftButton>
        </PostForm>
    }
}

#[component]
fn SendAgain(waiting: Waiting, next: String) -> impl IntoView {
    let again = waiting.kind.is_sent_to() && waiting.sends_left > 0;
    again.then(|| {
        view! {
            <form method="post" action=paths::LOG_IN_DEVICE aria-label="Send the code again">
                <input type="hidden" name="next" value=next/>
                <input type="hidden" name="device" value=waiting.device.0.to_string()/>
                <button type="submit" class="usa-button usa-button--outline">"Send a new code"</button>
                <p class="usa-hint">{format!("It takes up to half a minute to come. {} more can be sent.", waiting.sends_left)}</p>
            </form>
        }
    })
}
