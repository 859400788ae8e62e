//! *New Patient*: by hand, with a warning of those who may be the same.

use super::error;
use super::fields::{MEDICAID_HINT, MEDICARE_HINT, NumberField, PersonFields, SSN_HINT};
use crate::api::patients::{CreatePatient, find_new_patient};
use crate::paths;
use crate::ui::{
    Alert, AlertKind, Button, CheckBox, Choice, Loaded, LookOnly, Page, PostForm, SelectField,
    TextField, load, use_query,
};
use crate::view::patients::NewPatientView;
use domain::forms::ReturnedForm;
use domain::patients::{Field, PatientFilter, PatientLine};
use domain::providers::Ccn;
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};
use server_fn::ServerFn;

pub struct NewPatientPage;

#[lazy_route]
impl LazyRoute for NewPatientPage {
    fn data() -> Self {
        Self
    }

    fn view(NewPatientPage: Self) -> AnyView {
        let query = use_query();
        let asked = move || query.with(|query| query.get("flash").map(str::to_owned));
        let found = load(asked, find_new_patient);
        view! {
            <Loaded resource=found let:found>
                <NewPatient found/>
            </Loaded>
        }
        .into_any()
    }
}

#[component]
fn NewPatient(found: NewPatientView) -> impl IntoView {
    let NewPatientView {
        homes,
        form,
        duplicates,
        key,
        read_only,
    } = found;
    let errors = form.errors.clone();
    let list = paths::patients(&PatientFilter::default());
    let numbers = [
        (Field::SocialSecurity, SSN_HINT),
        (Field::Medicare, MEDICARE_HINT),
        (Field::Medicaid, MEDICAID_HINT),
    ]
    .map(|(field, hint)| view! { <NumberField field hint form=form.clone()/> })
    .into_iter()
    .collect_view();
    let warning = (!duplicates.is_empty()).then(|| view! { <Duplicates lines=duplicates/> });
    view! {
        <Page heading="New Patient" errors>
            <p>
                "A record that is accepted makes its patient itself. Make one here for somebody of whom no record was sent yet."
            </p>
            <LookOnly read_only>
            <PostForm action=CreatePatient::url() label="New patient" has_required=true>
                <input type="hidden" name="key" value=key.to_string()/>
                {warning}
                <ProviderField homes form=form.clone()/>
                <PersonFields form/>
                {numbers}
                <Button>"Make the patient"</Button>
            </PostForm>
            </LookOnly>
            <p><a href=list>"Back to the patients"</a></p>
        </Page>
    }
}

/// Of which provider the patient is: chosen where there are few, typed where there are many.
#[component]
fn ProviderField(homes: Option<Vec<(Ccn, String)>>, form: ReturnedForm) -> impl IntoView {
    let error = error(&form, "ccn");
    match homes {
        Some(homes) => {
            let alone = match homes.as_slice() {
                [(ccn, _)] => ccn.as_str().to_owned(),
                _ => String::new(),
            };
            let value = match form.value("ccn") {
                "" => alone,
                typed => typed.to_owned(),
            };
            let choices = homes
                .into_iter()
                .map(|(ccn, name)| {
                    let label = format!("{name} ({})", ccn.as_str());
                    Choice::new(String::from(ccn), label)
                })
                .collect();
            view! { <SelectField name="ccn" label="Provider" any="Select" choices value error required=true/> }
                .into_any()
        }
        None => view! {
            <TextField
                name="ccn"
                label="CMS Certification Number (CCN) of the provider"
                value=form.value("ccn")
                error
                required=true
            />
        }
        .into_any(),
    }
}

/// Those who may be the same, and the box that says that they are not.
#[component]
fn Duplicates(lines: Vec<PatientLine>) -> impl IntoView {
    let lines = lines
        .into_iter()
        .map(|line| {
            let words = format!(
                "{}, born {}, Patient ID {}",
                line.name(),
                line.birth,
                line.number
            );
            view! { <li><a href=paths::patient(line.number)>{words}</a></li> }
        })
        .collect_view();
    view! {
        <Alert kind=AlertKind::Warning>
            "Nothing is made yet. These patients of the provider may be the same person:"
            <ul>{lines}</ul>
        </Alert>
        <CheckBox name="others" label="I have looked at them: the new patient is somebody else"/>
    }
}
