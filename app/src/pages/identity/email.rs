//! A new e-mail address, from one's profile: it counts once the link that was mailed there is used.

use super::registration::{Mailbox, PERSONAL};
use crate::api::own_profile::{AskForEmail, find_email_step};
use crate::error::ApiError;
use crate::paths;
use crate::ui::{
    Button, CheckBox, FieldKind, Loaded, Page, PostForm, SuccessBanner, TextField, load, use_query,
};
use crate::view::own_profile::{EmailStep, EmailView};
use domain::forms::ReturnedForm;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use leptos_router::{LazyRoute, lazy_route};
use server_fn::ServerFn;

pub struct EmailPage;

#[lazy_route]
impl LazyRoute for EmailPage {
    fn data() -> Self {
        Self
    }

    fn view(EmailPage: Self) -> AnyView {
        let (params, query) = (use_params_map(), use_query());
        let asked = move || {
            let step = params.with(|params| EmailStep::parse(params.get_str("step")));
            let word = |name| query.with(|query| query.get(name).map(str::to_owned));
            (step, word("link"), word("flash"))
        };
        let found = load(asked, async |(step, link, flash)| match step {
            Some(step) => find_email_step(step, link, flash).await,
            None => Err(ApiError::NotFound),
        });
        view! { <Loaded resource=found let:view>{page(view)}</Loaded> }.into_any()
    }
}

fn page(view: EmailView) -> AnyView {
    match view {
        EmailView::Ask { form, email } => view! { <Ask form email/> }.into_any(),
        EmailView::Sent { is_demo } => view! { <Sent is_demo/> }.into_any(),
        EmailView::Link { link, email } => view! { <UseLink link email/> }.into_any(),
        EmailView::LinkIsOver => view! { <LinkIsOver/> }.into_any(),
        EmailView::Done => view! { <Done/> }.into_any(),
    }
}

#[component]
fn Ask(form: ReturnedForm, email: String) -> impl IntoView {
    let error = form.error("email").map(str::to_owned);
    let (value, ticked) = (
        form.value("email").to_owned(),
        !form.value("personal_email").is_empty(),
    );
    view! {
        <Page heading="Change E-mail Address" errors=form.errors>
            <p>
                "The address of your account is "<strong>{email}</strong>". A link goes to the new one, which counts once you
                have opened it; the old one is told. Devices for security codes stay as they are."
            </p>
            <PostForm action=AskForEmail::url() label="Change E-mail Address" has_required=true>
                <TextField
                    name="email"
                    label="New corporate e-mail address"
                    kind=FieldKind::Email
                    value
                    error
                    autocomplete="email"
                    required=true
                />
                <CheckBox name="personal_email" label=PERSONAL checked=ticked/>
                <Button>"Send me the link"</Button>
            </PostForm>
            <p><a href=paths::PROFILE>"Back to My Profile"</a></p>
        </Page>
    }
}

/// The same for every address, whether it has an account or not.
#[component]
fn Sent(is_demo: bool) -> impl IntoView {
    view! {
        <Page heading="Check your e-mail">
            <p>
                "A mail is on its way to the new address. Open the link in it within 24 hours. Until then your account keeps
                the address that it has."
            </p>
            {is_demo.then(|| view! { <Mailbox/> })}
            <p>
                "No mail after a few minutes? Look among unwanted mail, then "
                <a href=paths::EMAIL>"check the address and send it again"</a>"."
            </p>
            <p><a href=paths::PROFILE>"Back to My Profile"</a></p>
        </Page>
    }
}

/// Opening the link uses nothing up: programs that read mails open links, too.
#[component]
fn UseLink(link: String, email: String) -> impl IntoView {
    view! {
        <Page heading="Confirm your new e-mail address">
            <p>"Mails about your account will go to "<strong>{email}</strong>". The link works once."</p>
            <PostForm action=paths::USE_EMAIL_LINK label="Confirm the e-mail address">
                <input type="hidden" name="link" value=link/>
                <Button>"Confirm"</Button>
            </PostForm>
        </Page>
    }
}

#[component]
fn LinkIsOver() -> impl IntoView {
    view! {
        <Page heading="This link does not work any more">
            <p>"It was used already, or is older than 24 hours."</p>
            <p><a href=paths::EMAIL>"Ask for a new one"</a></p>
        </Page>
    }
}

#[component]
fn Done() -> impl IntoView {
    view! {
        <Page heading="E-mail address changed">
            <SuccessBanner done="The e-mail address of your account is changed" next="A last mail to the old one tells so as well."/>
            <p><a href=paths::PROFILE>"Go to My Profile"</a></p>
        </Page>
    }
}
