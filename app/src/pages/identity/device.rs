//! Two-Factor Authentication (seed 003, figure 3): a device is chosen, and a code goes out to it.

use crate::api::identity::find_devices;
use crate::paths;
use crate::ui::{Button, Choice, Loaded, Page, PostForm, SectionBar, SelectField, load, use_query};
use crate::view::identity::DeviceData;
use domain::identity::{DeviceLine, SessionStage};
use domain::listing::Query;
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

pub struct DevicePage;

#[lazy_route]
impl LazyRoute for DevicePage {
    fn data() -> Self {
        Self
    }

    fn view(DevicePage: Self) -> AnyView {
        let query = use_query();
        let flash = move || query.with(|query| query.get("flash").map(str::to_owned));
        let data = load(flash, find_devices);
        view! {
            <Loaded resource=data let:data>
                <ChooseDevice data query=query.get_untracked()/>
            </Loaded>
        }
        .into_any()
    }
}

#[component]
fn ChooseDevice(data: DeviceData, query: Query) -> impl IntoView {
    let next = query.get("next").unwrap_or_default().to_owned();
    let error = data.form.error("device").map(str::to_owned);
    let why = match data.stage {
        SessionStage::Open => "What you asked for needs proof that it is you.",
        _ => "Your password was right. Prove that it is you with a device that you have set up.",
    };
    let chosen = data.form.value("device").to_owned();
    let choices = data.devices.iter().map(choice).collect();
    view! {
        <Page heading="Two-Factor Authentication" errors=data.form.errors>
            <p>{why}</p>
            <SectionBar heading="Verify your account"/>
            <PostForm action=paths::LOG_IN_DEVICE label="Choose a device" has_required=true>
                <input type="hidden" name="next" value=next/>
                <SelectField
                    name="device"
                    label="Device"
                    choices
                    value=chosen
                    hint="A code is sent where the device receives messages. An authenticator app shows its own, and a passkey needs none."
                    error
                    required=true
                />
                <Button>"Send Code"</Button>
            </PostForm>
            <Otherwise stage=data.stage/>
        </Page>
    }
}

/// `Work phone (Text message, •••-•••-4567)`.
fn choice(device: &DeviceLine) -> Choice {
    let kind = device.kind.name();
    let label = match &device.target {
        Some(target) => format!("{} ({kind}, {target})", device.name),
        None => format!("{} ({kind})", device.name),
    };
    Choice::new(device.id.0.to_string(), label)
}

#[component]
fn Otherwise(stage: SessionStage) -> impl IntoView {
    let leave = (stage != SessionStage::Open).then(|| {
        view! {
            <form method="post" action=paths::LOG_OUT aria-label="Cancel">
                <button type="submit" class="usa-button usa-button--unstyled">"Cancel and go back to the log-in page"</button>
            </form>
        }
    });
    view! {
        <details class="q-details">
            <summary>"None of these devices is at hand"</summary>
            <p>
                "Use one of your backup codes if you have them. Otherwise call the Service Center, whose telephone number
                is at the bottom of this page: they check who you are again and take the lost device off your account."
            </p>
        </details>
        {leave}
    }
}
