//! Step 2: user ID and password, for whoever has the mail's link.

use super::{RegistrationSteps, Step};
use crate::paths;
use crate::ui::{
    Alert, AlertKind, Button, CheckBox, LinkButton, NewPasswordField, Page, PostForm, TextField,
};
use crate::view::registration::AccountView;
use domain::identity::own_words;
use leptos::prelude::*;

const USER_ID_RULE: &str =
    "6 to 30 letters, digits, periods, hyphens or underscores. Capitals do not matter.";

#[component]
pub fn Account(account: AccountView) -> impl IntoView {
    let AccountView {
        form,
        link,
        full_name,
        email,
        rules,
    } = account;
    let error = |field: &str| form.error(field).map(str::to_owned);
    let (user_name_error, password_error) = (error("user_name"), error("password"));
    let user_name = form.value("user_name").to_owned();
    // Offered once the server has found such a facility.
    let ticked = !form.value("own_name").is_empty();
    let own_name_error = error("own_name");
    let own_name = (ticked || own_name_error.is_some()).then(|| {
        let label = "This is my own name, not that of a facility.";
        view! { <CheckBox name="own_name" label checked=ticked error=own_name_error/> }
    });
    let typed = RwSignal::new(user_name.clone());
    let also_own = Signal::derive(move || typed.with(|typed| own_words([typed.as_str()])));
    view! {
        <Page heading="Choose a user ID and a password" errors=form.errors>
            <RegistrationSteps step=Step::Account/>
            <p>{format!("For {full_name}, {email}.")}</p>
            <PostForm action=paths::CREATE_ACCOUNT label="Your account" has_required=true>
                <input type="hidden" name="link" value=link/>
                <Alert kind=AlertKind::Warning heading="The user ID cannot be changed later">
                    "It stays with you when your work changes, so use no facility's name. Special characters such as # or
                    & are not possible."
                </Alert>
                <TextField
                    name="user_name"
                    label="User ID"
                    value=user_name
                    hint=USER_ID_RULE
                    error=user_name_error
                    autocomplete="username"
                    required=true
                    typed
                />
                {own_name}
                <NewPasswordField label="Password" rules also_own error=password_error/>
                <Button>"Create the account"</Button>
            </PostForm>
        </Page>
    }
}

#[component]
pub fn LinkIsOver() -> impl IntoView {
    view! {
        <Page heading="This link works no longer">
            <p>
                "It was used already, or is older than 24 hours. If you have chosen a user ID and a password, log in with
                them: you go on where you stopped. Otherwise begin again."
            </p>
            <LinkButton href=paths::LOG_IN>"Log In"</LinkButton>
            <p><a href=paths::REGISTER>"Register in HARP"</a></p>
        </Page>
    }
}
