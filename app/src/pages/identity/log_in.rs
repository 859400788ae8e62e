//! The log-in page (seed 003, figure 2). Its form goes to a plain route and works without script.

use super::{demo_people::DemoPeople, privacy_notice::PrivacyNotice};
use crate::api::identity::find_log_in;
use crate::paths;
use crate::ui::{
    Alert, AlertKind, Button, CheckBox, FieldKind, Loaded, Page, PostForm, SectionBar, TextField,
    load, use_query,
};
use crate::view::identity::LogInData;
use domain::forms::ReturnedForm;
use domain::identity::SessionEnd;
use domain::listing::Query;
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

pub(super) const CONSENT: &str = "I have read the full privacy and security notice below and consent to its terms and conditions \
                       regarding usage and information collection.";

pub struct LogInPage;

#[lazy_route]
impl LazyRoute for LogInPage {
    fn data() -> Self {
        Self
    }

    fn view(LogInPage: Self) -> AnyView {
        let query = use_query();
        let flash = move || query.with(|query| query.get("flash").map(str::to_owned));
        let data = load(flash, find_log_in);
        view! {
            <Loaded resource=data let:data>
                <LogIn data query=query.get_untracked()/>
            </Loaded>
        }
        .into_any()
    }
}

#[component]
fn LogIn(data: LogInData, query: Query) -> impl IntoView {
    let next = query.get("next").unwrap_or_default().to_owned();
    let errors = data.form.errors.clone();
    view! {
        <Page heading="Welcome to iQIES" errors>
            <Why query/>
            <div class="q-log-in">
                <div>
                    <p class="q-log-in__lead">
                        "Essential accessibility and connectivity for health care professionals."
                    </p>
                    {data.demo.is_some().then(|| view! { <Demonstration/> })}
                </div>
                <div>
                    <SectionBar heading="Log In"/>
                    <LogInForm form=data.form next=next.clone()/>
                    {data.provider.map(|provider| view! { <Elsewhere provider next=next.clone()/> })}
                    <Otherwise/>
                </div>
            </div>
            {data.demo.map(|demo| view! { <DemoPeople demo next/> })}
            <PrivacyNotice notice=data.notice/>
        </Page>
    }
}

/// Why someone who was here a moment ago must log in.
#[component]
fn Why(query: Query) -> impl IntoView {
    let ended = query
        .get("ended")
        .and_then(SessionEnd::from_key)
        .map(SessionEnd::message);
    let asked = query.get("next").map(|next| {
        let words = next.split_once('?').map_or("", |(_, words)| words);
        if paths::is_unsent(&Query::parse(words)) {
            "Nothing of what you sent was received. Log in, and choose your files once more."
        } else {
            "Log in to see the page that you asked for."
        }
    });
    let words: Vec<_> = ended.into_iter().chain(asked).collect();
    (!words.is_empty()).then(|| view! { <Alert kind=AlertKind::Info>{words.join(" ")}</Alert> })
}

#[component]
fn Demonstration() -> impl IntoView {
    view! {
        <Alert kind=AlertKind::Warning heading="Demonstration">
            "This is not operated by CMS. Type no real HARP password here, and send no data of real people."
        </Alert>
    }
}

#[component]
fn LogInForm(form: ReturnedForm, next: String) -> impl IntoView {
    let error = |field| form.error(field).map(str::to_owned);
    let [user_name_error, password_error, consent_error] =
        ["user_name", "password", "consent"].map(error);
    let user_name = form.value("user_name").to_owned();
    let consented = !form.value("consent").is_empty();
    view! {
        <PostForm action=paths::LOG_IN label="Log In" has_required=true>
            <input type="hidden" name="next" value=next/>
            <TextField
                name="user_name"
                label="User ID"
                value=user_name
                error=user_name_error
                autocomplete="username"
                required=true
            />
            <TextField
                name="password"
                label="Password"
                kind=FieldKind::Password
                error=password_error
                autocomplete="current-password"
                required=true
            />
            <CheckBox name="consent" label=CONSENT checked=consented error=consent_error required=true/>
            <Button>"Log In"</Button>
        </PostForm>
    }
}

/// A link, for no form may end at another site.
#[component]
fn Elsewhere(provider: String, next: String) -> impl IntoView {
    view! {
        <p>
            <a class="usa-button usa-button--outline" href=paths::openid_start(&next) rel="external">
                {format!("Log in with {provider}")}
            </a>
        </p>
    }
}

#[component]
fn Otherwise() -> impl IntoView {
    view! {
        <p><a href=paths::RECOVER>"Forgot your user ID or password?"</a></p>
        <p>"No account yet? "<a href=paths::REGISTER>"Register in HARP"</a></p>
    }
}
