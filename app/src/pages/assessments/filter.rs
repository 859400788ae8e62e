use crate::paths;
use crate::ui::{
    self, Choice, ChoiceWord, FieldKind, FilterChip, FilterForm, LeftOut, SelectField, TextField,
};
use domain::assessments::{AssessmentFilter, AssessmentSort, INSTRUMENTS, ReasonKey, Versions};
use domain::time::display_date;
use jiff::civil::Date;
use leptos::prelude::*;

/// The form's fields, each with its label.
const FIELDS: [(&str, &str); 6] = [
    ("patient", "Patient ID"),
    ("facility", "CCN"),
    ("instrument", "Instrument"),
    ("reason", "Reason"),
    ("from", "Target date from"),
    ("to", "Target date until"),
];

const CHOICES: [ChoiceWord; 2] = [
    ("state", "Versions", |word| {
        Versions::from_key(word).is_some()
    }),
    ("sort", "Sorted by", |word| {
        AssessmentSort::from_key(word).is_some()
    }),
];

/// The form above the list.
#[component]
pub(super) fn AssessmentFilterForm(filter: AssessmentFilter) -> impl IntoView {
    let keep = filter.beside_the_form();
    let instruments = INSTRUMENTS.map(|name| Choice::new(name, name));
    let reasons = ReasonKey::all().map(|reason| Choice::new(reason.key(), reason.title()));
    let versions = Versions::ALL.map(|versions| Choice::new(versions.key(), versions.title()));
    let day = |date: Option<Date>| date.map(display_date).unwrap_or_default();
    let patient = filter.patient.map(|patient| patient.to_string());
    let instrument = filter.instrument().unwrap_or_default();
    view! {
        <FilterForm action=paths::ASSESSMENTS label="Filter assessments" keep>
            <TextField
                name="patient"
                label="Patient ID"
                kind=FieldKind::Digits
                value=patient.unwrap_or_default()
            />
            <TextField
                name="facility"
                label="CCN"
                value=filter.facility.map(String::from).unwrap_or_default()
            />
            <SelectField
                name="instrument"
                label="Instrument"
                any="All instruments"
                choices=instruments.to_vec()
                value=instrument
            />
            <SelectField
                name="reason"
                label="Reason"
                any="All reasons"
                choices=reasons.collect()
                value=filter.reason.map(ReasonKey::key).unwrap_or_default()
            />
            <SelectField
                name="state"
                label="Versions"
                choices=versions.to_vec()
                value=filter.versions.key()
            />
            <TextField name="from" label="Target date from" hint="MM/DD/YYYY" value=day(filter.from)/>
            <TextField name="to" label="Target date until" hint="MM/DD/YYYY" value=day(filter.to)/>
        </FilterForm>
        <LeftOut read=|query| AssessmentFilter::from_query(query).to_query() fields=&FIELDS choices=&CHOICES/>
    }
}

/// The filters that are on.
pub(super) fn chips(filter: &AssessmentFilter, search: &str) -> Vec<FilterChip> {
    let said = |words: &str, text: Option<String>| text.map(|text| format!("{words} {text}"));
    let versions = filter.versions;
    ui::chips(
        filter,
        [
            (
                (!search.is_empty()).then(|| format!("Search: {search}")),
                |filter| filter.search = None,
            ),
            (
                said("Patient", filter.patient.map(|patient| patient.to_string())),
                |filter| filter.patient = None,
            ),
            (
                said("CCN", filter.facility.clone().map(String::from)),
                |filter| filter.facility = None,
            ),
            (filter.instrument().map(str::to_owned), |filter| {
                filter.instrument = None;
            }),
            (filter.reason.map(ReasonKey::title), |filter| {
                filter.reason = None;
            }),
            (
                (versions != Versions::default()).then(|| versions.title().to_owned()),
                |filter| filter.versions = Versions::default(),
            ),
            (said("From", filter.from.map(display_date)), |filter| {
                filter.from = None;
            }),
            (said("Until", filter.to.map(display_date)), |filter| {
                filter.to = None;
            }),
        ],
        paths::assessments,
    )
}
