//! What the lists of events are filtered by.

use crate::pages::people_search::PeopleSearch;
use crate::ui::{
    self, Choice, FilterChip, FilterChips, FilterForm, LeftOut, SelectField, TextField,
};
use domain::access::{Jurisdiction, PeopleList};
use domain::audit::{Act, AuditFilter, Organization, Outcome};
use domain::time::display_date;
use jiff::civil::Date;
use leptos::prelude::*;

const FIELDS: [(&str, &str); 7] = [
    ("from", "From"),
    ("to", "Until"),
    ("act", "What"),
    ("organization", "Organization"),
    (
        "jurisdiction",
        "Region, accrediting organization or contract",
    ),
    ("patient", "Patient ID"),
    ("outcome", "Outcome"),
];

#[component]
pub(super) fn EventFilter(
    filter: AuditFilter,
    /// Whose events are searched for.
    search: String,
    /// The list as the search knows it.
    list: PeopleList,
    /// The page of the list.
    page: &'static str,
    /// The list's address with another filter.
    address: fn(&AuditFilter) -> String,
    /// Whether it is the whole record, which also knows states, and what was refused.
    #[prop(optional)]
    whole: bool,
) -> impl IntoView {
    let chips = chips(&filter, &search, address);
    let keep = filter.beside_the_form();
    view! {
        <PeopleSearch list filter=filter.to_query() search label="Who" hint="A user ID."/>
        <FilterForm action=page label="Filter events" keep>
            <Fields filter whole/>
        </FilterForm>
        <LeftOut read=|query| AuditFilter::from_query(query).to_query() fields=&FIELDS/>
        <FilterChips chips/>
    }
}

/// The fields of the form.
#[component]
fn Fields(filter: AuditFilter, whole: bool) -> impl IntoView {
    let acts = Act::ALL
        .into_iter()
        .map(|act| Choice::new(act.key(), act.words()))
        .collect();
    let day = |day: Option<Date>| day.map(display_date).unwrap_or_default();
    let organization = filter
        .organization
        .as_ref()
        .map(Organization::as_str)
        .unwrap_or_default()
        .to_owned();
    let wrong = filter.organization.as_ref().and_then(Organization::wrong);
    let wrong = wrong.map(str::to_owned);
    let patient = filter
        .patient
        .map(|number| number.to_string())
        .unwrap_or_default();
    let (label, hint) = if whole {
        ("Organization", "A CCN, or a state's two letters")
    } else {
        ("Organization", "A CCN")
    };
    view! {
        <TextField name="from" label="From" hint="MM/DD/YYYY" value=day(filter.from)/>
        <TextField name="to" label="Until" hint="MM/DD/YYYY" value=day(filter.to)/>
        <SelectField
            name="act"
            label="What"
            choices=acts
            value=filter.act.map(Act::key).unwrap_or_default()
            any="Everything"
        />
        <TextField name="organization" label hint value=organization error=wrong/>
        <TextField
            name="patient"
            label="Patient ID"
            hint="Looks at this patient or resident, also at the lists and reports that showed them"
            value=patient
        />
        {whole.then(|| view! { <FieldsOfTheWhole jurisdiction=filter.jurisdiction outcome=filter.outcome/> })}
    }
}

/// The fields that only the whole record has.
#[component]
fn FieldsOfTheWhole(jurisdiction: Option<Jurisdiction>, outcome: Option<Outcome>) -> impl IntoView {
    let jurisdictions = Jurisdiction::all()
        .map(|one| Choice::new(one.key(), one.name()))
        .collect();
    let outcomes = Outcome::ALL
        .into_iter()
        .map(|outcome| Choice::new(outcome.key(), outcome.title()))
        .collect();
    view! {
        <SelectField
            name="jurisdiction"
            label="Region, accrediting organization or contract"
            choices=jurisdictions
            value=jurisdiction.map(Jurisdiction::key).unwrap_or_default()
            any="Any or none"
        />
        <SelectField
            name="outcome"
            label="Outcome"
            choices=outcomes
            value=outcome.map(Outcome::key).unwrap_or_default()
            any="All outcomes"
        />
    }
}

fn chips(
    filter: &AuditFilter,
    search: &str,
    address: fn(&AuditFilter) -> String,
) -> Vec<FilterChip> {
    let day =
        |day: Option<Date>, before: &str| day.map(|day| format!("{before}: {}", display_date(day)));
    let organization = filter.organization.as_ref();
    ui::chips(
        filter,
        [
            (day(filter.from, "From"), |filter| filter.from = None),
            (day(filter.to, "Until"), |filter| filter.to = None),
            (
                (!search.is_empty()).then(|| format!("Who: {search}")),
                |filter| filter.search = None,
            ),
            (filter.act.map(|act| act.words().to_owned()), |filter| {
                filter.act = None;
            }),
            (
                organization.map(|place| format!("Organization: {}", place.as_str())),
                |filter| filter.organization = None,
            ),
            (filter.jurisdiction.map(Jurisdiction::name), |filter| {
                filter.jurisdiction = None;
            }),
            (
                filter.patient.map(|number| format!("Patient ID: {number}")),
                |filter| filter.patient = None,
            ),
            (
                filter
                    .outcome
                    .map(|outcome| format!("Outcome: {}", outcome.title())),
                |filter| filter.outcome = None,
            ),
        ],
        address,
    )
}
