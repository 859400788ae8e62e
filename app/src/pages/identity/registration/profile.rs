//! Step 1: who registers.

use super::{RegistrationSteps, Step};
use crate::paths;
use crate::ui::{
    Button, CheckBox, FieldKind, Page, PostForm, SelectField, TextField, state_choices,
};
use domain::forms::ReturnedForm;
use domain::providers::StateCode;
use leptos::prelude::*;

/// The box beside an address.
pub const PERSONAL: &str = "My organization serves two or fewer providers and has no e-mail domain of its own, so I give a \
                        personal address.";

#[component]
pub fn Profile(form: ReturnedForm) -> impl IntoView {
    let errors = form.errors.clone();
    let form = StoredValue::new(form);
    view! {
        <Page heading="Register in HARP" errors>
            <RegistrationSteps step=Step::Profile/>
            <p>
                "Your account opens this system once a role is approved. Registering takes about ten minutes. You need
                your corporate e-mail address, and a telephone or an app for the second factor. You can stop after the
                second step and go on another time."
            </p>
            <PostForm action=paths::REGISTER label="Your profile" has_required=true>
                <Name form/>
                <Reach form/>
                <Home form/>
                <fieldset class="usa-fieldset">
                    <legend class="usa-legend usa-legend--large">"Date of birth"</legend>
                    <Text form name="born_on" label="Date of birth" hint="Month, day and year, such as 04/27/1984" autocomplete="bday"/>
                </fieldset>
                <Button>"Send me the link"</Button>
            </PostForm>
            <p>"Have an account already? "<a href=paths::LOG_IN>"Log in"</a></p>
        </Page>
    }
}

/// What a form says, for the parts that it is made of.
pub type Form = StoredValue<ReturnedForm>;

/// A field with what was typed before.
#[component]
pub fn Text(
    form: Form,
    name: &'static str,
    label: &'static str,
    #[prop(optional)] kind: FieldKind,
    #[prop(optional, into)] hint: Option<String>,
    autocomplete: &'static str,
    #[prop(default = true)] required: bool,
) -> impl IntoView {
    let (value, error) = form.with_value(|form| {
        let error = form.error(name).map(str::to_owned);
        (form.value(name).to_owned(), error)
    });
    let hint = hint.unwrap_or_default();
    if hint.is_empty() {
        view! { <TextField name label kind value error autocomplete required/> }.into_any()
    } else {
        view! { <TextField name label kind value hint error autocomplete required/> }.into_any()
    }
}

#[component]
fn Name(form: Form) -> impl IntoView {
    view! {
        <fieldset class="usa-fieldset">
            <legend class="usa-legend usa-legend--large">"Name"</legend>
            <p class="usa-hint">"As your identity documents have it"</p>
            <Text form name="first_name" label="First name" autocomplete="given-name"/>
            <Text form name="middle_name" label="Middle name (optional)" autocomplete="additional-name" required=false/>
            <Text form name="last_name" label="Last name" autocomplete="family-name"/>
            <Text form name="suffix" label="Suffix (optional)" hint="Such as Jr. or III" autocomplete="honorific-suffix" required=false/>
        </fieldset>
    }
}

#[component]
fn Reach(form: Form) -> impl IntoView {
    let ticked = form.with_value(|form| !form.value("personal_email").is_empty());
    view! {
        <fieldset class="usa-fieldset">
            <legend class="usa-legend usa-legend--large">"How we reach you"</legend>
            <Text
                form
                name="email"
                label="Corporate e-mail address"
                kind=FieldKind::Email
                hint="At your organization's own domain. A link to go on is sent there"
                autocomplete="email"
            />
            <CheckBox name="personal_email" label=PERSONAL checked=ticked/>
            <Text form name="phone" label="Telephone number" kind=FieldKind::Telephone hint="Such as 515-555-0100" autocomplete="tel-national"/>
        </fieldset>
    }
}

/// Where somebody lives.
#[component]
pub fn Home(form: Form) -> impl IntoView {
    let (state, error) = form.with_value(|form| {
        let error = form.error("state").map(str::to_owned);
        (form.value("state").to_owned(), error)
    });
    let states = state_choices(StateCode::all());
    view! {
        <fieldset class="usa-fieldset">
            <legend class="usa-legend usa-legend--large">"Home address"</legend>
            <p class="usa-hint">"Identity proofing compares it. It is shown to nobody else"</p>
            <Text form name="address" label="Street address" autocomplete="street-address"/>
            <Text form name="city" label="City" autocomplete="address-level2"/>
            <SelectField name="state" label="State or territory" choices=states value=state any="Select" error required=true/>
            <Text form name="zip" label="ZIP code" autocomplete="postal-code"/>
        </fieldset>
    }
}
