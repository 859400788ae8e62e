//! Forgotten user ID or password: the mailed link, and the new password once the second factor is proven.

use super::registration::Mailbox;
use crate::api::registration::find_recovery;
use crate::error::ApiError;
use crate::paths;
use crate::ui::{Button, Loaded, NewPasswordField, Page, PostForm, TextField, load, use_query};
use crate::view::registration::{PasswordView, RecoveryStep, RecoveryView};
use domain::forms::ReturnedForm;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use leptos_router::{LazyRoute, lazy_route};

pub struct RecoveryPage;

#[lazy_route]
impl LazyRoute for RecoveryPage {
    fn data() -> Self {
        Self
    }

    fn view(RecoveryPage: Self) -> AnyView {
        let (params, query) = (use_params_map(), use_query());
        let asked = move || {
            let step = params.with(|params| RecoveryStep::parse(params.get_str("step")));
            (
                step,
                query.with(|query| query.get("flash").map(str::to_owned)),
            )
        };
        let found = load(asked, async |(step, flash)| match step {
            Some(step) => find_recovery(step, flash).await,
            None => Err(ApiError::NotFound),
        });
        view! {
            <Loaded resource=found let:view>
                {page(view, query.with_untracked(|query| query.get("link").unwrap_or_default().to_owned()))}
            </Loaded>
        }
        .into_any()
    }
}

fn page(view: RecoveryView, link: String) -> AnyView {
    match view {
        RecoveryView::Ask(form) => view! { <Ask form/> }.into_any(),
        RecoveryView::Sent { is_demo } => view! { <Sent is_demo/> }.into_any(),
        RecoveryView::Link => view! { <UseLink link/> }.into_any(),
        RecoveryView::Password(password) => view! { <NewPassword password/> }.into_any(),
    }
}

#[component]
fn Ask(form: ReturnedForm) -> impl IntoView {
    let error = form.error("who").map(str::to_owned);
    let who = form.value("who").to_owned();
    view! {
        <Page heading="Forgot your user ID or password?" errors=form.errors>
            <p>
                "Give the one that you know. A mail tells you your user ID, and has a link with which you choose a new
                password. You need your second factor for that."
            </p>
            <PostForm action=paths::RECOVER label="Recover your account">
                <TextField
                    name="who"
                    label="User ID or e-mail address"
                    value=who
                    error
                    autocomplete="username"
                    required=true
                />
                <Button>"Send me the mail"</Button>
            </PostForm>
            <p><a href=paths::LOG_IN>"Back to the log-in page"</a></p>
        </Page>
    }
}

/// The same for everyone, whether there is such an account or not.
#[component]
fn Sent(is_demo: bool) -> impl IntoView {
    view! {
        <Page heading="Check your e-mail">
            <p>
                "If there is such an account, a mail is on its way to its address. The link in it works for 30 minutes."
            </p>
            {is_demo.then(|| view! { <Mailbox/> })}
            <p>
                "No mail after a few minutes? Look among unwanted mail, then "
                <a href=paths::RECOVER>"try again with another address or user ID"</a>
                ". Someone who has no account can "<a href=paths::REGISTER>"register"</a>"."
            </p>
        </Page>
    }
}

/// Opening the link uses nothing up: programs that read mails open links, too.
#[component]
fn UseLink(link: String) -> impl IntoView {
    view! {
        <Page heading="Choose a new password">
            <p>"Go on to prove your second factor and choose a new password. The link works once."</p>
            <PostForm action=paths::USE_LINK label="Use the link">
                <input type="hidden" name="link" value=link/>
                <Button>"Go on"</Button>
            </PostForm>
        </Page>
    }
}

#[component]
fn NewPassword(password: PasswordView) -> impl IntoView {
    let PasswordView { form, rules, .. } = password;
    let error = form.error("password").map(str::to_owned);
    view! {
        <Page heading="Choose a new password" errors=form.errors>
            <p>"Every session of yours ends with it, also on other computers. Then you log in with the new password."</p>
            <PostForm action=paths::RECOVER_PASSWORD label="New password" has_required=true>
                <NewPasswordField label="New password" rules error/>
                <Button>"Change the password"</Button>
            </PostForm>
        </Page>
    }
}
