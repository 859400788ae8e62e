//! One's devices for two-factor authentication: the list, adding, naming and removing them, and backup codes. A
//! registration ends here with its first device.

use crate::api::devices::find_device_step;
use crate::error::ApiError;
use crate::pages::identity::passkey::NEEDS_SCRIPT;
use crate::pages::identity::registration::{RegistrationSteps, Step};
use crate::pages::identity::set_up::{SetUp, SetUpPasskey};
use crate::paths;
use crate::ui::{
    Alert, AlertKind, Button, ButtonKind, DataTable, FieldKind, LinkButton, Loaded, Moment, Page,
    PostForm, Problem, SectionBar, SuccessBanner, TextField, load, use_query,
};
use crate::view::devices::{DeviceStep, DevicesData};
use domain::forms::ReturnedForm;
use domain::identity::{DeviceId, DeviceKind, DeviceLine, SessionStage};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use leptos_router::{LazyRoute, lazy_route};

pub struct DevicesPage;

#[lazy_route]
impl LazyRoute for DevicesPage {
    fn data() -> Self {
        Self
    }

    fn view(DevicesPage: Self) -> AnyView {
        let (params, query) = (use_params_map(), use_query());
        let asked = move || {
            let step = params
                .with(|params| DeviceStep::parse(params.get_str("step"), params.get_str("about")));
            (
                step,
                query.with(|query| query.get("flash").map(str::to_owned)),
            )
        };
        let data = load(asked, async |(step, flash)| match step {
            Some(step) => find_device_step(step.clone(), flash)
                .await
                .map(|data| (step, data)),
            None => Err(ApiError::NotFound),
        });
        view! {
            <Loaded resource=data let:found>
                {step_view(found, query.with_untracked(|query| query.get("done").map(str::to_owned)))}
            </Loaded>
        }
        .into_any()
    }
}

fn step_view((step, data): (DeviceStep, DevicesData), done: Option<String>) -> AnyView {
    let of = |id: DeviceId| data.devices.iter().find(|device| device.id == id).cloned();
    let form = data.form.clone();
    match (step, &data.set_up) {
        (DeviceStep::List, _) => view! { <Devices data done/> }.into_any(),
        (DeviceStep::Add(kind), _) => view! { <Add kind form/> }.into_any(),
        (DeviceStep::BackupCodes, _) => view! { <BackupCodes form/> }.into_any(),
        (DeviceStep::Confirm(_), Some(set_up)) if set_up.kind == DeviceKind::Passkey => {
            view! { <SetUpPasskey set_up=set_up.clone() form/> }.into_any()
        }
        (DeviceStep::Confirm(_), Some(set_up)) => {
            view! { <SetUp set_up=set_up.clone() form is_demo=data.is_demo/> }.into_any()
        }
        (DeviceStep::Rename(id), _) => match of(id) {
            Some(device) => view! { <Rename device form/> }.into_any(),
            None => view! { <Problem error=ApiError::NotFound/> }.into_any(),
        },
        (DeviceStep::Remove(id), _) => match of(id) {
            Some(device) => view! { <Remove device form/> }.into_any(),
            None => view! { <Problem error=ApiError::NotFound/> }.into_any(),
        },
        _ => view! { <Problem error=ApiError::NotFound/> }.into_any(),
    }
}

#[component]
fn Devices(data: DevicesData, done: Option<String>) -> impl IntoView {
    let registering = data.stage == SessionStage::Registering;
    let heading = if registering {
        "Set up two-factor authentication"
    } else {
        "Two-factor devices"
    };
    let done = match done.as_deref() {
        Some("added") => Some("The device is set up"),
        Some("renamed") => Some("The device has a new name"),
        Some("removed") => Some("The device is removed"),
        _ => None,
    };
    let lead = if registering {
        "One step is left: a device that proves, each time you log in, that it is you. More can be added later."
    } else {
        "One of these devices proves, each time you log in, that it is you. Add a second one, in case the first is lost."
    };
    let kinds = data
        .kinds
        .iter()
        .filter(|kind| **kind != DeviceKind::BackupCodes)
        .map(|kind| view! { <AddLink kind=*kind/> })
        .collect_view();
    let no_passkeys = (!data.kinds.contains(&DeviceKind::Passkey)).then(|| {
        view! {
            <p>
                "Passkeys cannot be added: browsers have them for a site that has a name and is reached over an encrypted
                connection. The address of this one is not of that kind."
            </p>
        }
    });
    let codes = (!registering).then(|| view! { <MakeBackupCodes/> });
    view! {
        <Page heading errors=data.form.errors>
            {registering.then(|| view! { <RegistrationSteps step=Step::SecondFactor/> })}
            {done.map(|done| view! { <SuccessBanner done/> })}
            <p>{lead}</p>
            {(!data.devices.is_empty()).then(|| view! { <List devices=data.devices/> })}
            <SectionBar heading="Add a device"/>
            <ul class="q-choices">{kinds}</ul>
            {no_passkeys}
            {codes}
            {(!registering).then(|| view! { <p><a href=paths::PROFILE>"My Profile"</a></p> })}
        </Page>
    }
}

#[component]
fn List(devices: Vec<DeviceLine>) -> impl IntoView {
    let rows = devices
        .into_iter()
        .map(|device| view! { <Row device/> })
        .collect_view();
    view! {
        <DataTable id="devices" caption="Your devices">
            <thead>
                <tr>
                    <th scope="col">"Device"</th>
                    <th scope="col">"Kind"</th>
                    <th scope="col">"Last used"</th>
                    <th scope="col">"Change"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </DataTable>
    }
}

#[component]
fn Row(device: DeviceLine) -> impl IntoView {
    let DeviceLine {
        id,
        kind,
        name,
        target,
        last_used_at,
        codes_left,
        ..
    } = device;
    let about = target.or_else(|| codes_left.map(|left| format!("{left} left")));
    let used = match last_used_at {
        Some(at) => view! { <Moment at/> }.into_any(),
        None => "Never".into_any(),
    };
    view! {
        <tr>
            <th scope="row">{name.clone()}</th>
            <td>{kind.name()} {about.map(|about| view! { <br/>{about} })}</td>
            <td>{used}</td>
            <td>
                <a href=paths::device_step(paths::DEVICE_RENAME, id)>
                    "Rename"<span class="usa-sr-only">{format!(" {name}")}</span>
                </a>
                " "
                <a href=paths::device_step(paths::DEVICE_REMOVE, id)>
                    "Remove"<span class="usa-sr-only">{format!(" {name}")}</span>
                </a>
            </td>
        </tr>
    }
}

#[component]
fn AddLink(kind: DeviceKind) -> impl IntoView {
    let words = match kind {
        DeviceKind::Authenticator => {
            "An app on your phone or computer shows a code. It works without a network, and is hard to steal."
        }
        DeviceKind::Email => {
            "A code comes by e-mail. The weakest of these, because whoever reads your mail has it."
        }
        DeviceKind::Text => "A code comes as a text message.",
        DeviceKind::Voice => "You are called, and a voice says the code.",
        DeviceKind::Passkey => {
            "Your computer, phone or security key proves it by itself, with your finger, face or PIN."
        }
        DeviceKind::BackupCodes => "",
    };
    view! {
        <li>
            <a href=paths::device_add(kind.key())>{kind.name()}</a>
            <p>{words}</p>
        </li>
    }
}

#[component]
fn MakeBackupCodes() -> impl IntoView {
    view! {
        <SectionBar heading="Backup codes"/>
        <p>
            "Ten codes to print or write down, for the day on which no device is at hand. Each works once. Making new ones
            takes the place of the old."
        </p>
        <PostForm action=paths::MAKE_BACKUP_CODES label="Make backup codes">
            <Button>"Make backup codes"</Button>
        </PostForm>
    }
}

#[component]
fn Add(kind: DeviceKind, form: ReturnedForm) -> impl IntoView {
    let target = match kind {
        DeviceKind::Email => Some(("E-mail address", FieldKind::Email, "email")),
        DeviceKind::Text | DeviceKind::Voice => {
            Some(("Telephone number", FieldKind::Telephone, "tel"))
        }
        _ => None,
    };
    let field = target.map(|(label, kind, autocomplete)| {
        view! {
            <TextField
                name="target"
                label
                kind
                value=form.value("target")
                error=form.error("target").map(str::to_owned)
                autocomplete
                required=true
            />
        }
    });
    let needs_script = (kind == DeviceKind::Passkey)
        .then(|| view! { <noscript inner_html=NEEDS_SCRIPT></noscript> });
    let button = if kind.is_sent_to() {
        "Send Code"
    } else {
        "Next"
    };
    view! {
        <Page heading=format!("Add a device: {}", kind.name()) errors=form.errors.clone()>
            {needs_script}
            <PostForm action=paths::DEVICES label="Add a device" has_required=target.is_some()>
                <input type="hidden" name="kind" value=kind.key()/>
                {field}
                <TextField
                    name="name"
                    label="Name (optional)"
                    hint="So that you know it again, such as \"Work phone\". At most 40 characters."
                    value=form.value("name")
                    error=form.error("name").map(str::to_owned)
                />
                <Button>{button}</Button>
            </PostForm>
            <p><a href=paths::DEVICES>"Back to the devices"</a></p>
        </Page>
    }
}

#[component]
fn Rename(device: DeviceLine, form: ReturnedForm) -> impl IntoView {
    let typed = form.value("name").to_owned();
    let value = if typed.is_empty() { device.name } else { typed };
    view! {
        <Page heading="Rename a device" errors=form.errors.clone()>
            <PostForm action=paths::DEVICE_RENAME label="Rename a device" has_required=true>
                <input type="hidden" name="device" value=device.id.0.to_string()/>
                <TextField
                    name="name"
                    label="Name"
                    value
                    error=form.error("name").map(str::to_owned)
                    required=true
                />
                <Button>"Save"</Button>
            </PostForm>
            <p><a href=paths::DEVICES>"Back to the devices"</a></p>
        </Page>
    }
}

#[component]
fn Remove(device: DeviceLine, form: ReturnedForm) -> impl IntoView {
    view! {
        <Page heading="Remove a device" errors=form.errors>
            <p>{format!("\"{}\" ({}) will no longer let you log in.", device.name, device.kind.name())}</p>
            <PostForm action=paths::DEVICE_REMOVE label="Remove a device">
                <input type="hidden" name="device" value=device.id.0.to_string()/>
                <Button kind=ButtonKind::Danger>"Remove"</Button>
            </PostForm>
            <p><a href=paths::DEVICES>"Keep it"</a></p>
        </Page>
    }
}

/// The codes that were just made. They are nowhere to be read again.
#[component]
fn BackupCodes(form: ReturnedForm) -> impl IntoView {
    let codes: Vec<String> = form.values.into_iter().map(|(_, code)| code).collect();
    let content = if codes.is_empty() {
        view! { <p>"Backup codes are shown once, when they are made."</p> }.into_any()
    } else {
        let items = codes
            .into_iter()
            .map(|code| view! { <li><code>{code}</code></li> })
            .collect_view();
        view! {
            <Alert kind=AlertKind::Warning>
                "Print this page or write the codes down now: they are not shown again. Keep them where you keep no device."
            </Alert>
            <ol class="q-backup-codes">{items}</ol>
        }
        .into_any()
    };
    view! {
        <Page heading="Backup codes">
            {content}
            <LinkButton href=paths::DEVICES>"I have kept them"</LinkButton>
        </Page>
    }
}
