//! The last step of adding a device: its first code, or a new passkey.

use crate::pages::identity::passkey::{Ceremony, PasskeyForm};
use crate::paths;
use crate::ui::{Alert, AlertKind, FieldKind, LinkButton, Page, PostForm, SoftButton, TextField};
use domain::forms::ReturnedForm;
use domain::identity::{DeviceKind, DeviceSetUp, QrDrawing};
use leptos::prelude::*;

#[component]
pub fn SetUp(set_up: DeviceSetUp, form: ReturnedForm, is_demo: bool) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let length = set_up.kind.code_length().unwrap_or(0);
    let not_yet = Signal::derive(move || {
        let count = typed.with(|code| code.chars().filter(|c| c.is_alphanumeric()).count());
        (count < length).then_some("Type the whole code first.")
    });
    let mailbox = (is_demo && set_up.kind.is_sent_to()).then(|| {
        view! { " This is a demonstration: "<a href=paths::MAILBOX target="_blank">"its mailbox opens in a new tab"</a>"." }
    });
    let sent = set_up.target.map(|target| {
        view! {
            <Alert kind=AlertKind::Info>
                {format!("A code was sent to {target}. It works for ten minutes.")}{mailbox}
            </Alert>
        }
    });
    let key = set_up.key.map(|key| view! { <Key key qr=set_up.qr/> });
    view! {
        <Page heading=format!("Set up: {}", set_up.name) errors=form.errors.clone()>
            {key}
            {sent}
            <PostForm action=paths::DEVICE_CONFIRM label="Enter Code" has_required=true>
                <input type="hidden" name="device" value=set_up.id.0.to_string()/>
                <TextField
                    name="code"
                    label="Security Code"
                    kind=FieldKind::Digits
                    hint=format!("{length} characters. Spaces do not matter.")
                    error=form.error("code").map(str::to_owned)
                    autocomplete="one-time-code"
                    required=true
                    typed
                />
                <SoftButton not_yet>"Submit"</SoftButton>
            </PostForm>
            <p><a href=paths::DEVICES>"Choose another device"</a></p>
        </Page>
    }
}

#[component]
pub fn SetUpPasskey(set_up: DeviceSetUp, form: ReturnedForm) -> impl IntoView {
    let content = match set_up.passkey {
        Some(options) => view! {
            <p>
                "Your browser asks where the passkey is to be: on this device, on your phone, or on a security key. It is
                guarded there by your finger, your face or a PIN."
            </p>
            <PasskeyForm action=paths::DEVICE_CONFIRM ceremony=Ceremony::Make options>
                <input type="hidden" name="device" value=set_up.id.0.to_string()/>
            </PasskeyForm>
        }
        .into_any(),
        None => view! {
            <p>"The new passkey is no longer awaited: it has ten minutes and five tries. Begin again."</p>
            <LinkButton href=paths::device_add(DeviceKind::Passkey.key())>"Begin again"</LinkButton>
        }
        .into_any(),
    };
    view! {
        <Page heading=format!("Set up: {}", set_up.name) errors=form.errors>
            {content}
            <p><a href=paths::DEVICES>"Choose another device"</a></p>
        </Page>
    }
}

/// An authenticator's key, to be photographed or typed.
#[component]
fn Key(key: String, qr: Option<QrDrawing>) -> impl IntoView {
    let drawing = qr.map(|QrDrawing { size, path }| {
        view! {
            <svg
                class="q-qr"
                role="img"
                aria-label="QR code with the key that is also written below"
                viewBox=format!("0 0 {size} {size}")
                shape-rendering="crispEdges"
            >
                <rect width=size height=size fill="white"/>
                <path d=path fill="black"/>
            </svg>
        }
    });
    view! {
        <p>"Photograph this with your authenticator app, or type the key into it. Then type the code that it shows."</p>
        {drawing}
        <dl class="q-facts">
            <dt>"Key"</dt><dd><code>{key}</code></dd>
            <dt>"Kind"</dt><dd>"Time-based, 6 digits, every 30 seconds"</dd>
        </dl>
    }
}
