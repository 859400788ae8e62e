//! *Enter an assessment*: for whom, and why.

use crate::api::drafts::view_new;
use crate::layout::HonestNote;
use crate::pages::people_search::PeopleSearch;
use crate::paths;
use crate::ui::{
    Alert, AlertKind, Button, Choice, DataTable, DateText, FilterForm, Loaded, LookOnly,
    Page as Shell, PostForm, RadioGroup, SectionBar, SelectField, TextField, load, number,
    use_query,
};
use crate::view::drafts::NewDraftView;
use domain::access::PeopleList;
use domain::assessments::EntersFor;
use domain::count::as_count;
use domain::forms::ReturnedForm;
use domain::listing::{Page, Query, SealedSearch};
use domain::patients::PatientLine;
use domain::providers::Ccn;
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};
use submission::assessments::entry::Field;

/// What was asked for: the facility's CCN, a Patient ID, a search for one, and the form that came back.
type Asked = (
    Option<String>,
    Option<String>,
    Option<SealedSearch>,
    Option<String>,
);

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
                    word("patient"),
                    SealedSearch::from_query(query),
                    word("flash"),
                )
            })
        };
        let found = load(asked, async |(facility, patient, search, flash)| {
            view_new(facility, patient.clone(), search, flash)
                .await
                .map(|found| (patient.unwrap_or_default(), found))
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
    let ccn = found.chosen.as_ref().and_then(|chosen| chosen.ccn.clone());
    let (search, patients, known) = (found.search, found.patients, found.patient);
    let find = ccn.map(|ccn| view! { <FindPatient ccn search patients/> });
    let reasons = found.chosen.map(|chosen| {
        view! { <Reasons chosen reasons=found.reasons form=found.form patient known/> }
    });
    view! {
        <Shell heading="Enter an assessment" errors>
            <HonestNote/>
            {choose}
            <LookOnly read_only>
                {find}
                {reasons}
            </LookOnly>
        </Shell>
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
        <FilterForm action=paths::NEW_DRAFT label="Choose a facility" button="Choose this facility">
            {field}
            <input type="hidden" name="patient" value=patient/>
        </FilterForm>
    }
    .into_any()
}

/// Finds a patient of the facility by what people know of them; choosing one leads to this page with the Patient ID.
#[component]
fn FindPatient(ccn: Ccn, search: String, patients: Option<Page<PatientLine>>) -> impl IntoView {
    let filter = Query::default().with("facility", Some(ccn.as_str()));
    let found = patients.map(|patients| view! { <Found ccn patients/> });
    view! {
        <SectionBar heading="Who is assessed"/>
        <PeopleSearch
            list=PeopleList::NewAssessment
            filter
            search
            label="Name or date of birth"
            hint="Of somebody who is known here, such as: Miller 04/12/1931."
        />
        {found}
    }
}

#[component]
fn Found(ccn: Ccn, patients: Page<PatientLine>) -> impl IntoView {
    if patients.rows.is_empty() {
        return view! {
            <p>"The facility has nobody of whom this is known. Leave the Patient ID empty: the form asks for names and numbers."</p>
        }
        .into_any();
    }
    let shown = as_count(patients.rows.len());
    let more = (patients.total > shown).then(|| {
        let (shown, total) = (number(shown), number(patients.total));
        view! { <p>{format!("The first {shown} of {total}. Say more of them to find others.")}</p> }
    });
    let rows = patients
        .rows
        .into_iter()
        .map(|line| {
            let href = paths::new_draft(Some(&ccn), Some(line.number));
            view! {
                <tr>
                    <th scope="row">
                        <a class="usa-link" href=href><span class="usa-sr-only">"Choose "</span>{line.name()}</a>
                    </th>
                    <td>{line.birth}</td>
                    <td>{line.sex}</td>
                    <td>{line.number.to_string()}</td>
                    <td>{line.last_assessment.map(|date| view! { <DateText date/> })}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        {more}
        <DataTable id="found" caption="Patients of the facility: choose whom the assessment is about">
            <thead>
                <tr>
                    <th scope="col">"Name"</th>
                    <th scope="col">"Date of birth"</th>
                    <th scope="col">"Sex"</th>
                    <th scope="col">"Patient ID"</th>
                    <th scope="col">"Last assessment"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </DataTable>
    }
    .into_any()
}

/// Whom the Patient ID means.
#[component]
fn Known(line: PatientLine) -> impl IntoView {
    let born = (!line.birth.is_empty()).then(|| format!(", born {}", line.birth));
    view! { <p>"Patient: "<strong>{line.name()}</strong>{born}</p> }
}

#[component]
fn Reasons(
    chosen: EntersFor,
    reasons: Vec<Field>,
    form: ReturnedForm,
    patient: String,
    known: Option<PatientLine>,
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
        <SectionBar heading="Why the assessment is made"/>
        <PostForm action=paths::BEGIN_DRAFT label="Begin the form" has_required=true>
            <p>"Facility: "<strong>{facility}</strong></p>
            {known.map(|line| view! { <Known line/> })}
            <input type="hidden" name="facility" value=ccn/>
            {fields}
            <TextField
                name="patient"
                label="Patient ID"
                hint="If the patient is known here: names, birth date and numbers are filled in. Whoever is chosen above stands here. Leave it empty for a new patient."
                value=typed
                error=form.error("patient").map(str::to_owned)
            />
            <Button>"Begin"</Button>
        </PostForm>
    }
    .into_any()
}
