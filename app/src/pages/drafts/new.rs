//! *Enter an assessment*: for whom, and why.

use crate::api::drafts::{NewDraftView, view_new};
use crate::layout::HonestNote;
use crate::paths;
use crate::ui::{
    Alert, AlertKind, Button, Choice, FilterForm, Loaded, Page, PostForm, RadioGroup, SelectField,
    TextField, load, use_query,
};
use domain::assessments::EntersFor;
use domain::forms::ReturnedForm;
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};
use submission::assessments::entry::Field;

/// What was asked for: the facility's CCN, a Patient ID, and the form that came back.
type Asked = (Option<String>, String, Option<String>);

pub struct NewDraftPage;

#[lazy_route]
impl LazyRoute for NewDraftPage {
    fn data() -> Self {
        Self
    }

    fn view(NewDraftPage: Self) -> AnyView {
        let query = use_query();
        let asked = move || -> Asked {
            query.with(|query| {
                let word = |name| query.get(name).map(str::to_owned);
                (
                    word("facility"),
                    word("patient").unwrap_or_default(),
                    word("flash"),
                )
            })
        };
        let found = load(asked, async |(facility, patient, flash)| {
            view_new(facility, flash)
                .await
                .map(|found| (patient, found))
        });
        view! {
            <Loaded resource=found let:found>
                <NewForm patient=found.0 found=found.1/>
            </Loaded>
        }
        .into_any()
    }
}

#[component]
fn NewForm(patient: String, found: NewDraftView) -> impl IntoView {
    let errors = found.form.errors.clone();
    let read_only = found.read_only;
    let chooses = found.facilities.len() > 1 || found.chosen.is_none();
    let choose = chooses.then(|| {
        let chosen = found.chosen.as_ref();
        view! {
            <ChooseFacility
                facilities=found.facilities.clone()
                has_more=found.has_more
                chosen=chosen.and_then(|chosen| chosen.ccn.clone()).map(|ccn| ccn.as_str().to_owned()).unwrap_or_default()
                patient=patient.clone()
            />
        }
    });
    let reasons = found.chosen.map(|chosen| {
        view! { <Reasons chosen reasons=found.reasons form=found.form patient/> }
    });
    view! {
        <Page heading="Enter an assessment" errors>
            <HonestNote/>
            {read_only.then(|| view! {
                <Alert kind=AlertKind::Info>
                    "You see this form as the role sees it. Nothing can be begun while you view as another role."
                </Alert>
            })}
            {choose}
            {reasons}
        </Page>
    }
}

/// A list of those by name, or the number of one where they are many.
#[component]
fn ChooseFacility(
    facilities: Vec<EntersFor>,
    has_more: bool,
    chosen: String,
    patient: String,
) -> impl IntoView {
    let choices: Vec<Choice> = facilities
        .into_iter()
        .filter_map(|facility| {
            let ccn = facility.ccn?;
            let label = format!(
                "{} ({}), {}",
                facility.name,
                ccn.as_str(),
                facility.instrument
            );
            Some(Choice::new(ccn.as_str(), label))
        })
        .collect();
    if choices.is_empty() {
        return view! {
            <p>"Your roles cover no facility of a kind for which assessments are entered."</p>
        }
        .into_any();
    }
    let field = if has_more {
        view! { <TextField name="facility" label="CCN of the facility" value=chosen/> }.into_any()
    } else {
        view! { <SelectField name="facility" label="Facility" choices value=chosen any="Select"/> }
            .into_any()
    };
    view! {
        <FilterForm action=paths::NEW_DRAFT label="Choose a facility">
            {field}
            <input type="hidden" name="patient" value=patient/>
        </FilterForm>
    }
    .into_any()
}

#[component]
fn Reasons(
    chosen: EntersFor,
    reasons: Vec<Field>,
    form: ReturnedForm,
    patient: String,
) -> impl IntoView {
    if reasons.is_empty() {
        let none = format!(
            "No rules for {} are held here that are in force today.",
            chosen.instrument
        );
        return view! { <Alert kind=AlertKind::Warning>{none}</Alert> }.into_any();
    }
    let ccn = chosen.ccn.map(|ccn| ccn.as_str().to_owned());
    let facility = format!("{}, {}", chosen.name, chosen.instrument);
    let typed = match form.value("patient") {
        "" => patient,
        typed => typed.to_owned(),
    };
    let fields = reasons
        .into_iter()
        .map(|field| {
            let value = form.value(&field.id).to_owned();
            let error = form.error(&field.id).map(str::to_owned);
            let choices = field
                .choices
                .into_iter()
                .map(|choice| {
                    Choice::new(&choice.value, format!("{} {}", choice.value, choice.label))
                })
                .collect();
            let legend = format!("{} ({})", field.name, field.id);
            view! { <RadioGroup name=field.id legend choices value error required=true/> }
        })
        .collect_view();
    view! {
        <PostForm action=paths::BEGIN_DRAFT label="Begin the form" has_required=true>
            <p>"Facility: "<strong>{facility}</strong></p>
            <input type="hidden" name="facility" value=ccn/>
            {fields}
            <TextField
                name="patient"
                label="Patient ID"
                hint="If the patient is known here: names, birth date and numbers are filled in. Leave it empty for a new patient."
                value=typed
                error=form.error("patient").map(str::to_owned)
            />
            <Button>"Begin"</Button>
        </PostForm>
    }
    .into_any()
}
