//! Contact details and time zone, from one's profile.

use super::registration::{Form, Home, Text};
use crate::api::own_profile::{SaveContact, find_contact};
use crate::paths;
use crate::ui::{Button, Choice, FieldKind, Loaded, Page, PostForm, SelectField, load, use_query};
use domain::forms::ReturnedForm;
use domain::time::Zone;
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};
use server_fn::ServerFn;

pub struct ContactPage;

#[lazy_route]
impl LazyRoute for ContactPage {
    fn data() -> Self {
        Self
    }

    fn view(ContactPage: Self) -> AnyView {
        let query = use_query();
        let flash = move || query.with(|query| query.get("flash").map(str::to_owned));
        let found = load(flash, find_contact);
        view! { <Loaded resource=found let:form><Details form/></Loaded> }.into_any()
    }
}

#[component]
fn Details(form: ReturnedForm) -> impl IntoView {
    let errors = form.errors.clone();
    let form: Form = StoredValue::new(form);
    view! {
        <Page heading="Contact Details" errors>
            <PostForm action=SaveContact::url() label="Contact Details" has_required=true>
                <Text
                    form
                    name="phone"
                    label="Telephone number"
                    kind=FieldKind::Telephone
                    hint="Such as 515-555-0100. Codes still go to the devices that you have set up"
                    autocomplete="tel-national"
                />
                <Home form/>
                <TimeZone form/>
                <Button>"Save"</Button>
            </PostForm>
            <p><a href=paths::PROFILE>"Back to My Profile"</a></p>
        </Page>
    }
}

#[component]
fn TimeZone(form: Form) -> impl IntoView {
    let (value, error) = form.with_value(|form| {
        let error = form.error("time_zone").map(str::to_owned);
        (form.value("time_zone").to_owned(), error)
    });
    let zones = Zone::ALL
        .into_iter()
        .map(|zone| Choice::new(zone.key(), zone.name()))
        .collect();
    view! {
        <fieldset class="usa-fieldset">
            <legend class="usa-legend usa-legend--large">"Time"</legend>
            <SelectField
                name="time_zone"
                label="Time zone"
                hint="Pages show in it when something happened. Deadlines, mails and files to save stay in Eastern Time"
                choices=zones
                value
                error
                required=true
            />
        </fieldset>
    }
}
