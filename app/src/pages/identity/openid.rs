//! Back from the identity provider. Nothing follows from its answer by itself: one consents and logs in, or links the
//! account that one is logged in with.

use super::log_in::CONSENT;
use super::privacy_notice::PrivacyNotice;
use crate::api::openid::find_arrival;
use crate::paths;
use crate::ui::{Button, CheckBox, LinkButton, Loaded, Page, PostForm, load, use_query};
use crate::view::identity::NoticeData;
use crate::view::openid::ArrivalView;
use domain::forms::ReturnedForm;
use domain::identity::{Arrival, UserName};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

pub struct OpenIdPage;

#[lazy_route]
impl LazyRoute for OpenIdPage {
    fn data() -> Self {
        Self
    }

    fn view(OpenIdPage: Self) -> AnyView {
        let query = use_query();
        let flash = move || query.with(|query| query.get("flash").map(str::to_owned));
        let found = load(flash, find_arrival);
        view! { <Loaded resource=found let:view>{page(view)}</Loaded> }.into_any()
    }
}

fn page(view: ArrivalView) -> AnyView {
    let ArrivalView {
        form,
        provider,
        arrival,
        logged_in,
        next,
        notice,
    } = view;
    match (arrival, logged_in) {
        (Arrival::Linked { user_name }, None) => {
            view! { <LogIn form provider user_name next notice/> }.into_any()
        }
        (Arrival::Linked { user_name }, Some(here)) if user_name == here => {
            view! { <LoggedIn provider user_name next/> }.into_any()
        }
        (Arrival::Linked { user_name }, Some(here)) => {
            view! { <LoggedInAsAnother provider user_name here next/> }.into_any()
        }
        (Arrival::Unlinked { email }, Some(user_name)) => {
            view! { <Link form provider user_name email next/> }.into_any()
        }
        (Arrival::Unlinked { email }, None) => view! { <LogInFirst provider email/> }.into_any(),
        (Arrival::Unverified, _) => view! { <Unverified provider next/> }.into_any(),
        (Arrival::Over, _) => view! { <Over provider/> }.into_any(),
    }
}

/// Where whoever is logged in goes on.
fn onward(next: String) -> String {
    if next.is_empty() {
        paths::DASHBOARD.to_owned()
    } else {
        next
    }
}

#[component]
fn LogIn(
    form: ReturnedForm,
    provider: String,
    user_name: UserName,
    next: String,
    notice: NoticeData,
) -> impl IntoView {
    let error = form.error("consent").map(str::to_owned);
    let consented = !form.value("consent").is_empty();
    view! {
        <Page heading="Log In" errors=form.errors>
            <p>
                {format!("You are logged in with {provider}, which is linked to the account ")}
                <strong>{user_name.as_str().to_owned()}</strong>" here."
            </p>
            <PostForm action=paths::OPENID_ENTER label="Log In" has_required=true>
                <CheckBox name="consent" label=CONSENT checked=consented error required=true/>
                <Button>"Log In"</Button>
            </PostForm>
            <p><a href=paths::log_in(&next)>"Log in with user ID and password instead"</a></p>
            <PrivacyNotice notice/>
        </Page>
    }
}

#[component]
fn LoggedIn(provider: String, user_name: UserName, next: String) -> impl IntoView {
    view! {
        <Page heading="You are logged in">
            <p>
                "You are logged in as "<strong>{user_name.as_str().to_owned()}</strong>
                {format!(", and this account is linked to {provider}.")}
            </p>
            <LinkButton href=onward(next)>"Go on"</LinkButton>
        </Page>
    }
}

/// Nobody becomes another person by the way.
#[component]
fn LoggedInAsAnother(
    provider: String,
    user_name: UserName,
    here: UserName,
    next: String,
) -> impl IntoView {
    view! {
        <Page heading="You are logged in as somebody else">
            <p>
                {format!("You are logged in with {provider}, which is linked to the account ")}
                <strong>{user_name.as_str().to_owned()}</strong>". Here you are logged in as "
                <strong>{here.as_str().to_owned()}</strong>". To change accounts, log out and then log in anew."
            </p>
            <LinkButton href=onward(next)>{format!("Go on as {}", here.as_str())}</LinkButton>
        </Page>
    }
}

#[component]
fn Link(
    form: ReturnedForm,
    provider: String,
    user_name: UserName,
    email: String,
    next: String,
) -> impl IntoView {
    view! {
        <Page heading="Link your account" errors=form.errors>
            <p>
                {format!("You are logged in with {provider} as {email}, and here as ")}
                <strong>{user_name.as_str().to_owned()}</strong>
                ". Link the two, and you need your password here no more. Both must have the same e-mail address."
            </p>
            <PostForm action=paths::OPENID_LINK label="Link your account">
                <Button>"Link the account"</Button>
            </PostForm>
            <p><a href=onward(next)>"Go on without a link"</a></p>
        </Page>
    }
}

/// The same for everyone, whether there is an account with this e-mail address or not.
#[component]
fn LogInFirst(provider: String, email: String) -> impl IntoView {
    view! {
        <Page heading="Link your account">
            <p>
                {format!("You are logged in with {provider} as {email}, but no account here is linked to it yet. Log in once \
                    with your user ID and password and prove your second factor, within ten minutes. Then link the two, and \
                    you need your password here no more. Both must have the same e-mail address.")}
            </p>
            <LinkButton href=paths::log_in(paths::OPENID)>"Log in to link the account"</LinkButton>
            <p>"No account yet? "<a href=paths::REGISTER>"Register in HARP"</a></p>
        </Page>
    }
}

#[component]
fn Unverified(provider: String, next: String) -> impl IntoView {
    view! {
        <Page heading="Your e-mail address is not verified">
            <p>
                {format!("You are logged in with {provider}, but no account here is linked to it, and it has not verified an \
                    e-mail address of yours by which one could be. Have the address verified there and log in again.")}
            </p>
            <p><a href=paths::log_in(&next)>"Log in with user ID and password"</a></p>
        </Page>
    }
}

#[component]
fn Over(provider: String) -> impl IntoView {
    view! {
        <Page heading="This log-in is over">
            <p>"It took longer than ten minutes, or was used already."</p>
            <p>
                <a class="usa-button" href=paths::openid_start("") rel="external">{format!("Log in with {provider}")}</a>
            </p>
            <p><a href=paths::LOG_IN>"Log in with user ID and password"</a></p>
        </Page>
    }
}
